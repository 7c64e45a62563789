/** Operands as our decoder leaves them in a record, against iced-x86's: what they name, not how. */
import type { Instruction } from 'iced-x86';
import { OpKind, Register } from 'iced-x86';
import type { Decoded } from '../../../src/isa/decode/instruction.ts';
import { mmxCell, registerCell, vectorCell } from '../../../src/isa/decode/instruction.ts';
import { cpuCell, recordFlag, segment } from '../../../src/memory/layout.ts';

/** Numbers that tell all registers apart, so that equal addresses come from equal operands. */
const contents = Array.from(
  { length: 16 },
  (_, number) => BigInt(number + 1) * 0x9e37_79b9_7f4a_7c15n,
);

const isIn = (register: number, first: number, count: number): boolean =>
  register >= first && register < first + count;

/** A register's offset in a CPU's state; undefined for those that records name in other ways. */
function cellOf(register: Register): number | undefined {
  // AL CL DL BL AH CH DH BH, then SPL to R15L.
  if (isIn(register, Register.AL, 8)) {
    const number = register - Register.AL;
    return number < 4 ? registerCell(number) : registerCell(number - 4) + 1;
  }
  if (isIn(register, Register.SPL, 12)) return registerCell(register - Register.SPL + 4);
  for (const first of [Register.AX, Register.EAX, Register.RAX]) {
    if (isIn(register, first, 16)) return registerCell(register - first);
  }
  if (isIn(register, Register.XMM0, 16)) return vectorCell(register - Register.XMM0);
  if (isIn(register, Register.YMM0, 16)) return vectorCell(register - Register.YMM0);
  return isIn(register, Register.MM0, 8) ? mmxCell(register - Register.MM0) : undefined;
}

/** What stands in the register at this offset; a vector register counts by its number. */
function contentsAt(cell: number): bigint {
  if (cell === cpuCell.zero || cell === cpuCell.ripPage) return 0n;
  if (cell === cpuCell.ripPageHigh) return 0x2000n;
  const number = cell >= cpuCell.xmm ? (cell - cpuCell.xmm) / 16 : (cell - registerCell(0)) / 8;
  return contents[number] ?? -1n;
}

const bitsOfBase = (register: Register): number | undefined => {
  if (isIn(register, Register.AX, 16)) return 16;
  return isIn(register, Register.EAX, 16) || register === Register.EIP ? 32 : undefined;
};

function bitsWithoutBase({ flags }: Decoded): number | undefined {
  if ((flags & recordFlag.address16) !== 0) return 16;
  return (flags & recordFlag.address32) !== 0 ? 32 : undefined;
}

/** Where their memory operand lies in its segment. */
function theirOffset(theirs: Instruction): bigint {
  const { memoryBase, memoryIndex } = theirs;
  const value = (register: Register): bigint => {
    const cell = cellOf(register);
    return cell === undefined ? 0n : contentsAt(cell);
  };
  const scaled = value(memoryIndex) * BigInt(theirs.memoryIndexScale);
  return value(memoryBase) + scaled + theirs.memoryDisplacement;
}

function ourOffset(ours: Decoded): bigint {
  if ((ours.flags & recordFlag.absolute) !== 0) {
    return (BigInt(ours.immediateHigh >>> 0) << 32n) | BigInt(ours.immediateLow >>> 0);
  }
  const scaled = contentsAt(ours.index) << BigInt(ours.scale);
  return contentsAt(ours.base) + scaled + BigInt(ours.displacement);
}

function memoryDifference(theirs: Instruction, ours: Decoded, addressBits: number): string {
  const named = bitsOfBase(theirs.memoryBase) ?? bitsOfBase(theirs.memoryIndex);
  const bits = named ?? bitsWithoutBase(ours) ?? addressBits;
  const [wanted, have] = [theirOffset(theirs), ourOffset(ours)].map((at) =>
    BigInt.asUintN(bits, at),
  );
  if (wanted !== have) return `address ${have?.toString(16)} instead of ${wanted?.toString(16)}`;
  const names = ['es', 'cs', 'ss', 'ds', 'fs', 'gs'] as const;
  const name = names[theirs.memorySegment - Register.ES] ?? 'ds';
  // The other four are one in 64-bit code (SDM 1 3.4.2.1).
  if (addressBits === 64 && name !== 'fs' && name !== 'gs') return '';
  return ours.segment === segment(name) ? '' : `segment is not ${name}`;
}

/** Bits of an immediate that count, by the kind of the operand. */
// prettier-ignore
const immediateBits: Readonly<Partial<Record<OpKind, number>>> = {
  [OpKind.Immediate8]: 8, [OpKind.Immediate16]: 16, [OpKind.Immediate32]: 32, [OpKind.Immediate64]: 64,
  [OpKind.Immediate8to16]: 16, [OpKind.Immediate8to32]: 32, [OpKind.Immediate8to64]: 64,
  [OpKind.Immediate32to64]: 64,
};

const ourImmediate = (ours: Decoded): bigint =>
  (BigInt(ours.immediateHigh) << 32n) | BigInt(ours.immediateLow >>> 0);

/** All that a record may name a register by. */
const namedBy = (ours: Decoded): readonly number[] => [
  ours.a,
  ours.b,
  ours.immediateLow & 0xffff,
  ours.immediateHigh & 0xffff,
  ours.immediateHigh >>> 16,
];

/** What one operand of an instruction differs in; '' if in nothing. `addressBits` without prefixes. */
export function operandDifference(
  theirs: Instruction,
  operand: number,
  ours: Decoded,
  addressBits: number,
): string {
  const kind = theirs.opKind(operand);
  if (kind === OpKind.Memory) return memoryDifference(theirs, ours, addressBits);
  if (kind === OpKind.Register) {
    const register = theirs.opRegister(operand);
    const cell = cellOf(register);
    if (cell === undefined || namedBy(ours).includes(cell)) return '';
    return `register ${Register[register]} is missing`;
  }
  const bits = immediateBits[kind];
  if (bits === undefined) return '';
  const wanted = BigInt.asUintN(bits, theirs.immediate(operand));
  const have = BigInt.asUintN(bits, ourImmediate(ours));
  return wanted === have ? '' : `immediate ${have.toString(16)} instead of ${wanted.toString(16)}`;
}
