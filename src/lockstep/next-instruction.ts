/** What a step is about to execute: its bytes, its name, and what the tables of this room ask for. */
import { linearAddress, pageBytes } from '../foundation/addresses.ts';
import type { LinearAddress, PhysicalAddress } from '../foundation/addresses.ts';
import { cpuCell } from '../memory/layout.ts';
import { instructionBytesMax } from '../memory/code-pages.ts';
import { variants } from '../isa/catalogue.ts';
import { Decoder } from '../isa/decode/decoder.ts';
import type { Decoded } from '../isa/decode/instruction.ts';
import type { Width } from '../isa/flags.ts';
import type { Machine } from '../machine/machine.ts';

/** An instruction before it runs. */
export interface NextInstruction {
  readonly address: bigint;
  readonly codeBits: 16 | 32 | 64;
  readonly bytes: Uint8Array;
  /** The name of its meaning in the instruction tables, or '' if it has none. */
  readonly name: string;
  /** Operand size in bits. */
  readonly width: Width;
  /** Opcode without prefixes, and what would be ModRM.reg: `0FC7/6`, or as a whole `0F01F9/7`. */
  readonly opcode: string;
  /** Whether it is a string instruction that repeats: one step is one iteration of it. */
  readonly repeated: boolean;
  /** Physical address of its memory operand in a flat segment, if it has one that is mapped. */
  readonly operandAt: PhysicalAddress | undefined;
}

const decoder = new Decoder();
const modes = { 16: 0, 32: 1, 64: 2 } as const;

/** The instruction at linear address `address`, as `cpu` would decode it now. */
export function instructionAt(machine: Machine, cpu: number, address: bigint): NextInstruction {
  const codeBits = machine.codeBits(cpu);
  const bytes = machine.readLinear(cpu, linearAddress(address), instructionBytesMax);
  const decoded = decoder.decode({
    bytes,
    at: 0,
    end: bytes.length,
    mode: modes[codeBits],
    pageOffset: Number(address & pageMask),
    mayStay: false,
  });
  const variant = variants[decoded.variant];
  const own = bytes.subarray(0, decoded.length === 0 ? bytes.length : decoded.length);
  return {
    address,
    codeBits,
    bytes: own,
    name: variant?.meaning.name ?? '',
    width: variant?.width ?? 32,
    ...opcodeOf(own, codeBits),
    operandAt: machine.translate(cpu, operandAddress(machine, cpu, decoded, address)),
  };
}

const pageMask = BigInt(pageBytes - 1);

/** Nothing is said of how far it is an operand: address 0 stands for none. */
function operandAddress(
  machine: Machine,
  cpu: number,
  { base, index, scale, displacement }: Decoded,
  address: bigint,
): LinearAddress {
  const valueOf = (cell: number): bigint => {
    if (cell === cpuCell.ripPage) return address & ~pageMask;
    if (cell === cpuCell.ripPageHigh) return (address & ~pageMask) + 0x2000n;
    const name = generalNames[(cell - cpuCell.registers) / 8];
    return name === undefined ? 0n : machine.readRegister(cpu, name);
  };
  return linearAddress(valueOf(base) + (valueOf(index) << BigInt(scale)) + BigInt(displacement));
}

/** In the order of their encoding. */
const generalNames: readonly string[] = [
  ...['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi'],
  ...['r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15'],
];

/** Segment overrides, operand and address size, LOCK, REPNE, REP (SDM 2A 2.1.1). */
const prefixes: ReadonlySet<number> = new Set([
  0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3,
]);

function opcodeOf(
  bytes: Uint8Array,
  codeBits: number,
): { readonly opcode: string; readonly repeated: boolean } {
  const isRex = (byte: number): boolean => codeBits === 64 && byte >> 4 === 4;
  const start = bytes.findIndex((byte) => !prefixes.has(byte) && !isRex(byte));
  const [first = 0, second = 0, third = 0] = bytes.subarray(Math.max(start, 0));
  const modrm = first === 0x0f ? third : second;
  const isNamedByModrm = first === 0x0f && second === 1 && modrm >= 0xc0;
  const last = isNamedByModrm ? hexByte(modrm) : '';
  const opcode = (first === 0x0f ? `0F${hexByte(second)}` : hexByte(first)) + last;
  const hasRepeat = bytes.subarray(0, Math.max(start, 0)).some((byte) => byte >= 0xf2);
  const isString = /^(?:6[C-F]|A[4-7A-F])$/.test(opcode);
  return { opcode: `${opcode}/${(modrm >> 3) & 7}`, repeated: hasRepeat && isString };
}

const hexByte = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');
