/** An agent expression as it travels, and as a list of instructions (gdb manual F). */
import { textOfBytes } from '../numbers.ts';
import type { OpcodeName } from './opcodes.ts';
import { opcodeByCode, opcodes } from './opcodes.ts';

/** The bytes of an expression. */
export type AgentExpression = Uint8Array;

/** More than gdb makes of a condition that a person types. */
export const expressionBytesMax = 4096;

export interface AgentInstruction {
  readonly name: OpcodeName;
  /** Offset in the expression, which jumps name. */
  readonly at: number;
  /** The number that follows; 0 without one. */
  readonly operand: bigint;
  /** printf's format, without its final zero. */
  readonly format?: string;
}

/** The instructions, or why there are none. */
export function readExpression(
  bytes: AgentExpression,
): readonly AgentInstruction[] | { readonly malformed: string } {
  const instructions: AgentInstruction[] = [];
  for (let at = 0; at < bytes.length;) {
    const read = readInstruction(bytes, at);
    if ('malformed' in read) return read;
    instructions.push(read.instruction);
    at = read.next;
  }
  return instructions;
}

function readInstruction(
  bytes: Uint8Array,
  at: number,
): { instruction: AgentInstruction; next: number } | { malformed: string } {
  const code = bytes[at] ?? 0;
  const name = opcodeByCode.get(code);
  if (name === undefined) return { malformed: `no bytecode 0x${code.toString(16)}` };
  const { operandBytes, support } = opcodes[name];
  if (support.level === 'absent') return { malformed: `${name}: ${support.why}` };
  const next = at + 1 + operandBytes;
  if (next > bytes.length) return { malformed: `${name} at ${at} is cut short` };
  let operand = 0n;
  for (const byte of bytes.subarray(at + 1, next)) operand = (operand << 8n) | BigInt(byte);
  if (name !== 'printf') return { instruction: { name, at, operand }, next };
  const length = ((bytes[next] ?? 0) << 8) | (bytes[next + 1] ?? 0);
  const end = next + 2 + length;
  if (length === 0 || end > bytes.length || bytes[end - 1] !== 0) {
    return { malformed: `the format of printf at ${at} does not end` };
  }
  const format = textOfBytes(bytes.subarray(next + 2, end - 1));
  return { instruction: { name, at, operand, format }, next: end };
}
