/**
 * RFLAGS (SDM 1 3.4.3). The arithmetic flags are kept lazily in two 64-bit cells:
 *
 * - `result`: the last result, sign-extended: ZF is result = 0, SF its sign, PF its low byte;
 * - `carries`: bit 63 CF, bit 62 CF xor OF (the carries out of and into the top bit), bit 3 AF,
 *   bit 0 inverts SF and bit 1 inverts PF, for flags that no single result could have.
 */
import type { FunctionBuilder } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { i64, load } from '../wasm/value.ts';
import { cpuCell } from '../memory/layout.ts';

// prettier-ignore
export const flagBit = {
  cf: 1, pf: 4, af: 0x10, zf: 0x40, sf: 0x80, tf: 0x100, if: 0x200, df: 0x400, of: 0x800,
  iopl: 0x3000, nt: 0x4000, rf: 0x10000, vm: 0x20000, ac: 0x40000, vif: 0x80000, vip: 0x100000,
  id: 0x200000,
} as const;

/** Flags that arithmetic sets; the others lie in cpuCell.eflags. */
export const arithmeticFlags =
  flagBit.cf | flagBit.pf | flagBit.af | flagBit.zf | flagBit.sf | flagBit.of;

const carryBits = { cf: 63, intoTop: 62, af: 3, invertPf: 1, invertSf: 0 } as const;

export type Width = 8 | 16 | 32 | 64;

export const result = (cpu: Value): Value => load('i64', 8, cpu, cpuCell.flagResult);
export const carries = (cpu: Value): Value => load('i64', 8, cpu, cpuCell.flagCarries);

/** A value of `width` bits (in an i32 up to 32, else an i64) as a sign-extended i64. */
export function signExtended(value: Value, width: Width): Value {
  switch (width) {
    case 8:
      return value.extend8S().signExtend();
    case 16:
      return value.extend16S().signExtend();
    case 32:
    case 64:
      return value.signExtend();
  }
}

/** Sets all arithmetic flags from a result and its vector of carries out of each bit. */
export function setFromCarries(
  f: FunctionBuilder,
  cpu: Value,
  width: Width,
  outcome: Value,
  carriesOut: Value,
): void {
  f.store(8, cpu, signExtended(outcome, width), cpuCell.flagResult);
  f.store(8, cpu, packCarries(f, width, carriesOut), cpuCell.flagCarries);
}

/** Brings a vector of carries into the form of the `carries` cell. */
export function packCarries(f: FunctionBuilder, width: Width, carriesOut: Value): Value {
  const out = f.let(carriesOut);
  if (width === 64) return out.and(0xc000000000000008n);
  const top = out
    .and(3 << (width - 2))
    .zeroExtend()
    .shl(64 - width);
  return top.or(out.and(8).zeroExtend());
}

/** Sets the flags of AND, OR, XOR and TEST: CF, OF and AF become 0. */
export function setFromLogic(f: FunctionBuilder, cpu: Value, width: Width, outcome: Value): void {
  f.store(8, cpu, signExtended(outcome, width), cpuCell.flagResult);
  f.store(8, cpu, i64(0), cpuCell.flagCarries);
}

/** Sets result flags from `outcome`, and CF and OF from i32 values that are 0 or 1; AF becomes 0. */
export function setFromParts(
  f: FunctionBuilder,
  cpu: Value,
  width: Width,
  outcome: Value,
  cf: Value,
  of: Value,
): void {
  f.store(8, cpu, signExtended(outcome, width), cpuCell.flagResult);
  f.store(8, cpu, carryPair(cf, of), cpuCell.flagCarries);
}

const carryPair = (cf: Value, of: Value): Value =>
  cf.shl(1).or(cf.xor(of)).zeroExtend().shl(carryBits.intoTop);

/** Changes CF to an i32 0 or 1 and nothing else. */
export function setCarry(f: FunctionBuilder, cpu: Value, cf: Value): void {
  const old = f.let(carries(cpu));
  const differs = old.shrU(63).xor(cf.zeroExtend());
  f.store(8, cpu, old.xor(differs.mul(3).shl(carryBits.intoTop)), cpuCell.flagCarries);
}

/** Changes CF and OF (i32 0 or 1 each) and nothing else. */
export function setCarryAndOverflow(f: FunctionBuilder, cpu: Value, cf: Value, of: Value): void {
  const rest = carries(cpu).and(0x3fffffffffffffffn);
  f.store(8, cpu, rest.or(carryPair(cf, of)), cpuCell.flagCarries);
}

export const carryFlag = (cpu: Value): Value => carries(cpu).shrU(63).low32();
export const overflowFlag = (cpu: Value): Value =>
  carries(cpu).xor(carries(cpu).shl(1)).shrU(63).low32();
const sign = (cpu: Value): Value => result(cpu).xor(carries(cpu).shl(63)).shrU(63).low32();
const zero = (cpu: Value): Value => result(cpu).isZero();

function parity(cpu: Value): Value {
  const odd = result(cpu).low32().and(0xff).popcnt();
  return odd.xor(carries(cpu).low32().shrU(carryBits.invertPf)).and(1).xor(1);
}

/** SF xor OF, without bringing either down to bit 0. */
const lessThan = (cpu: Value): Value =>
  result(cpu).xor(carries(cpu).shl(63)).xor(carries(cpu)).xor(carries(cpu).shl(1)).ltS(0);

/** The sixteen conditions of Jcc, SETcc and CMOVcc in the order of their encoding (SDM 1 B.1). */
export const conditions: readonly ((cpu: Value) => Value)[] = [
  overflowFlag,
  (cpu) => overflowFlag(cpu).isZero(),
  (cpu) => carries(cpu).ltS(0),
  (cpu) => carries(cpu).geS(0),
  zero,
  (cpu) => zero(cpu).isZero(),
  (cpu) => carries(cpu).ltS(0).or(zero(cpu)),
  (cpu) => carries(cpu).ltS(0).or(zero(cpu)).isZero(),
  sign,
  (cpu) => sign(cpu).isZero(),
  parity,
  (cpu) => parity(cpu).isZero(),
  lessThan,
  (cpu) => lessThan(cpu).isZero(),
  (cpu) => lessThan(cpu).or(zero(cpu)),
  (cpu) => lessThan(cpu).or(zero(cpu)).isZero(),
];

// prettier-ignore
export const conditionNames: readonly string[] = [
  'o', 'no', 'b', 'ae', 'e', 'ne', 'be', 'a', 's', 'ns', 'p', 'np', 'l', 'ge', 'le', 'g',
];

/** All of RFLAGS (low 32 bits) as an i32; bit 1 is always set. */
export function readFlags(cpu: Value): Value {
  const bits = (value: Value, at: number): Value => value.shl(at);
  return load('i32', 4, cpu, cpuCell.eflags)
    .or(2)
    .or(carryFlag(cpu))
    .or(bits(parity(cpu), 2))
    .or(bits(carries(cpu).low32().shrU(carryBits.af).and(1), 4))
    .or(bits(zero(cpu), 6))
    .or(bits(sign(cpu), 7))
    .or(bits(overflowFlag(cpu), 11));
}

/** Sets all of RFLAGS from an i32. Bits of cpuCell.eflags outside the arithmetic ones as given. */
export function writeFlags(f: FunctionBuilder, cpu: Value, flags: Local): void {
  f.store(4, cpu, flags.and(~(arithmeticFlags | 2)), cpuCell.eflags);
  const bit = (at: number): Value => flags.shrU(at).and(1);
  // With ZF the result is 0 (even parity, positive); otherwise 1 (odd parity, positive).
  const zf = f.let(bit(6));
  f.store(8, cpu, zf.xor(1).zeroExtend(), cpuCell.flagResult);
  const invertPf = bit(2).xor(zf);
  const low = bit(7).or(invertPf.shl(carryBits.invertPf)).or(bit(4).shl(carryBits.af));
  f.store(8, cpu, carryPair(bit(0), bit(11)).or(low.zeroExtend()), cpuCell.flagCarries);
}

export const eflag = (cpu: Value, bit: number): Value =>
  load('i32', 4, cpu, cpuCell.eflags).and(bit);

/** RFLAGS with ZF replaced by an i32 0 or 1. */
export const setZero = (flags: Value, zf: Value): Value => flags.and(~flagBit.zf).or(zf.shl(6));
