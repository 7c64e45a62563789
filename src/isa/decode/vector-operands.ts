/** Operands of vector instructions, as their records keep them (memory/layout.ts, vectorField). */
import { vectorFlag } from '../vector-record.ts';
import type { OperandCode, Row, SizeCode } from '../row.ts';
import type { Instruction } from './instruction.ts';
import { mmxCell, registerCell, vectorCell } from './instruction.ts';

/** What a vector instruction's row says of all its forms; worked out once. */
export interface VectorRow {
  /** Operands but immediates and the register in an immediate: destination, sources. */
  readonly operands: readonly OperandCode[];
  readonly hasImmediate: boolean;
  /** The third source is named by the immediate; it is XMM0 otherwise. */
  readonly namesThird: boolean;
  /** Bytes of the memory operand, by VEX.L; 0 where REX.W decides. */
  readonly bytes: readonly [number, number];
  /** vectorFlag bits of every form, of those with a long vector, with memory and without. */
  readonly flags: number;
  readonly longFlags: number;
  readonly memoryFlags: number;
  readonly registerFlags: number;
  readonly vectorIndex: boolean;
}

const vectorMethods = 'PNQVUWH';
const memoryMethods = 'MEWQ';

/** Bytes of an operand in memory, for short and long vectors. */
// prettier-ignore
const sizes: Readonly<Partial<Record<SizeCode, readonly [number, number]>>> = {
  b: [1, 1], w: [2, 2], d: [4, 4], q: [8, 8], dq: [16, 16], qq: [32, 32], ss: [4, 4], sd: [8, 8],
  x: [16, 32], ps: [16, 32], pd: [16, 32], x2: [8, 16], x4: [4, 8], x8: [2, 4], y: [0, 0],
};
const long: readonly SizeCode[] = ['x', 'ps', 'pd', 'x2', 'x4', 'x8', 'qq'];

/** The row's part for the decoder, or undefined if it is no vector instruction. */
export function vectorRow(row: Row): VectorRow | undefined {
  const isVector = row.operands.some(({ method }) => vectorMethods.includes(method));
  if (!isVector) return undefined;
  const operands = row.operands.filter(({ method }) => method !== 'I' && method !== 'L');
  const memory = operands.findIndex(({ method }) => memoryMethods.includes(method));
  const bytes = sizes[operands[memory]?.size ?? ''] ?? [0, 0];
  const isVex = row.map.startsWith('VEX');
  const aligned = isVex
    ? row.traits.has('aligned')
    : bytes[0] === 16 && !row.traits.has('unaligned');
  const uses = (methods: string): boolean =>
    operands.some(({ method }) => methods.includes(method));
  const inParts = row.traits.has('parts') || row.traits.has('vsib');
  const isLong = row.operands.some(({ size }) => long.includes(size));
  return {
    operands,
    hasImmediate: row.operands.some(({ method }) => method === 'I'),
    namesThird: row.operands.some(({ method }) => method === 'L'),
    bytes,
    flags:
      (isVex ? vectorFlag.vex : 0) |
      (uses('PN') ? vectorFlag.mmx : 0) |
      (!isVex && uses('VUW') ? vectorFlag.sse : 0) |
      (aligned ? vectorFlag.aligned : 0) |
      destinationFlag(operands[0]?.method),
    longFlags: isLong ? vectorFlag.wide : 0,
    // CVTPI2PS and CVTPI2PD from memory have nothing to do with MMX.
    registerFlags: uses('Q') ? vectorFlag.mmx : 0,
    memoryFlags: inParts ? 0 : memory === 0 ? vectorFlag.destination : vectorFlag.source,
    vectorIndex: row.traits.has('vsib'),
  };
}

function destinationFlag(method: OperandCode['method'] | undefined): number {
  if (method === 'G' || method === 'E') return vectorFlag.toGeneral;
  return method === 'P' || method === 'N' || method === 'Q' ? vectorFlag.toMmx : 0;
}

/** Writes the record's fields. Two operands are destination and source, the first source too. */
export function decodeVectorOperands(i: Instruction, row: VectorRow, isMemory: boolean): void {
  const { out } = i;
  const { operands } = row;
  const last = operands.length - 1;
  out.a = cellOf(i, operands[0], isMemory);
  out.b = last === 0 ? out.a : cellOf(i, operands[last], isMemory);
  const first = last === 2 ? cellOf(i, operands[1], isMemory) : out.a;
  const immediate = row.hasImmediate || row.namesThird ? i.byte() : 0;
  const third = vectorCell(row.namesThird ? (immediate >> 4) & (i.mode === 2 ? 15 : 7) : 0);
  const isLong = i.isVex && i.vexLength === 1;
  const bytes = row.bytes[isLong ? 1 : 0] || ((i.rex & 8) !== 0 ? 8 : 4);
  const ofForm = isMemory ? row.memoryFlags : row.registerFlags;
  const quad = (i.rex & 8) !== 0 ? vectorFlag.quad : 0;
  const flags = row.flags | (isLong ? row.longFlags : 0) | ofForm | quad;
  out.immediateLow = immediate | (bytes << 8) | (flags << 16);
  out.immediateHigh = first | (third << 16);
}

const regField = (i: Instruction): number => (i.modrm >> 3) & 7;
const rmField = (i: Instruction): number => i.modrm & 7;

/** Offset in a CPU's state of the register that each method names. */
const registerOf: Readonly<Partial<Record<OperandCode['method'], (i: Instruction) => number>>> = {
  G: (i) => registerCell(regField(i) | ((i.rex & 4) << 1)),
  V: (i) => vectorCell(regField(i) | ((i.rex & 4) << 1)),
  H: (i) => vectorCell(i.vexRegister),
  P: (i) => mmxCell(regField(i)),
  N: (i) => mmxCell(rmField(i)),
  Q: (i) => mmxCell(rmField(i)),
  U: (i) => vectorCell(rmField(i) | ((i.rex & 1) << 3)),
  W: (i) => vectorCell(rmField(i) | ((i.rex & 1) << 3)),
  E: (i) => registerCell(rmField(i) | ((i.rex & 1) << 3)),
};

/** The same for an operand that may be in memory, where it is 0. */
function cellOf(i: Instruction, code: OperandCode | undefined, isMemory: boolean): number {
  if (code === undefined || (isMemory && memoryMethods.includes(code.method))) return 0;
  return registerOf[code.method]?.(i) ?? 0;
}
