/** SSE and AVX floating point between registers and lanes: MXCSR, and #XM (SDM 1 11.5). */
import { cpuCell, recordField, upperHalf } from '../../memory/layout.ts';
import { vectorField, vectorFlag } from '../vector-record.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load, select } from '../../wasm/value.ts';
import { v128, zeroVector } from '../../wasm/vector.ts';
import { exception, floatCell, floatState, setFloatState } from '../float/number.ts';
import { laneOperation } from '../float/lanes.ts';
import { vector } from '../vectors.ts';
import type { Scope } from './scope.ts';

/** Bits of MXCSR beside exceptions, and where its masks and its rounding begin (SDM 1 10.2.3). */
const mxcsr = { denormalsAreZeros: 6, masks: 7, rounding: 13, flushToZero: 15 } as const;
const osxmmexcpt = 1 << 10;

/** How lanes are taken from operands: parts of vectorFloat's last parameter. */
export const shapePart = {
  /** Elements of the sources, 4 bits, and of the destination. */
  to: 4,
  /** Lanes, 4 bits; 0 for all that the vector has. */
  count: 8,
  /** The other lanes of the destination are those of the first source; zeros otherwise. */
  keep: 12,
  /** 4 and a rounding mode instead of that of MXCSR, 3 bits. */
  rounding: 13,
  /** REX.W makes integers of 32 bits 64 bits wide. */
  wideInteger: 16,
  /** Both sources side by side are pairs: the first of each, and the second of each. */
  pairs: 17,
  /** Fused operations: which operand is added; a value of `fusedOrder`, 2 bits. */
  fused: 18,
} as const;

function begin(f: FunctionBuilder, cpu: Local): void {
  const control = f.let(cell(cpu, cpuCell.mxcsr));
  const bit = (at: number): Value => control.shrU(at).and(1);
  setFloatState(f, 'rounding', control.shrU(mxcsr.rounding).and(3));
  setFloatState(f, 'masks', control.shrU(mxcsr.masks).and(exception.all));
  setFloatState(f, 'denormalsAreZeros', bit(mxcsr.denormalsAreZeros));
  setFloatState(f, 'flushToZero', bit(mxcsr.flushToZero));
  setFloatState(f, 'flags', 0);
  setFloatState(f, 'x87', 0);
}

/** An unmasked exception that is known before the computation hides those that come of it. */
function end(f: FunctionBuilder, cpu: Local): void {
  const flags = f.let(floatState('flags'));
  const masks = floatState('masks');
  const early = exception.invalid | exception.denormal | exception.zeroDivide;
  f.if(flags.and(early).and(masks.not()), () => f.set(flags, flags.and(early)));
  f.store(4, cpu, cell(cpu, cpuCell.mxcsr).or(flags), cpuCell.mxcsr);
  f.if(flags.and(masks.not()).isZero(), () => f.return(0));
  const known = cell(cpu, cpuCell.cr4).and(osxmmexcpt);
  f.store(4, cpu, select(known, i32(vector.xm), i32(vector.ud)), cpuCell.faultVector);
  f.store(4, cpu, i32(0), cpuCell.faultCode);
  f.return(1);
}

/** By the operand that is added to the product of the others: the first is the destination. */
export const fusedOrder = { none: 0, second: 1, third: 2, first: 3 } as const;

const evenSingles = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];
const evenDoubles = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/** Rearranges 128 bits of both operands: evenly numbered lanes become the first, odd the second. */
function pair(f: FunctionBuilder, half: 0 | 1, isDouble: Value): void {
  const operand = (at: number): Local => f.let(v128.load(i32(0), at + 16 * half));
  const [a, b] = [operand(floatCell.first), operand(floatCell.second)];
  const pick = (picks: readonly number[], bytes: number): void => {
    f.storeVector(i32(0), v128.shuffle(a, b, picks), floatCell.first + 16 * half);
    const odd = picks.map((at) => at + bytes);
    f.storeVector(i32(0), v128.shuffle(a, b, odd), floatCell.second + 16 * half);
  };
  f.if(
    isDouble,
    () => pick(evenDoubles, 8),
    () => pick(evenSingles, 4),
  );
}

/** Keeps the lanes of a vector cell, 128 bits of it, for which `bits` has ones. */
function keepLanes(f: FunctionBuilder, cellOf: number, isDouble: Value, bits: Value): void {
  const kept = f.let(bits);
  const bit = (at: number): Value => i32(0).sub(kept.shrU(at).and(1));
  const singles = (at: number): Value =>
    bit(at)
      .zeroExtend()
      .or(
        bit(at + 1)
          .zeroExtend()
          .shl(32),
      );
  for (const part of [0, 1] as const) {
    const mask = select(isDouble, bit(part).signExtend(), singles(2 * part));
    f.store(8, i32(0), load('i64', 8, i32(0), cellOf + 8 * part).and(mask), cellOf + 8 * part);
  }
}

/**
 * (cpu, record, source, element): DPPS and DPPD. Products are added in pairs, then the sums, each
 * rounded; lanes outside of the immediate's upper bits count as zeros (SDM 2A, DPPS).
 */
function dotProduct(
  f: FunctionBuilder,
  { routines: r }: Scope,
  a: { cpu: Local; record: Local; source: Local; what: Local },
): void {
  const { cpu, record, source, what } = a;
  const immediate = f.let(load('i32', 1, record, vectorField.immediate));
  const wide = load('i32', 2, record, vectorField.flags).and(vectorFlag.wide).ne(0);
  const count = f.let(i32(4).shrU(what).shl(wide));
  const first = f.let(cpu.add(load('i32', 2, record, vectorField.first)));
  const halves = [0, 1] as const;
  for (const half of halves) {
    const [at, from] = [16 * half, half * upperHalf];
    f.storeVector(i32(0), v128.load(first, from), floatCell.first + at);
    f.storeVector(i32(0), v128.load(source, from), floatCell.second + at);
    for (const operand of [floatCell.first, floatCell.second])
      keepLanes(f, operand + at, what, immediate.shrU(4));
  }
  f.run(r.vectorFloatBegin, cpu);
  const step = (operation: number): void => {
    f.run(r.floatLanes, i32(operation), what, what, count);
    f.if(f.call(r.vectorFloatEnd, cpu), () => f.return(1));
  };
  const addPairs = (): void => {
    for (const half of halves) {
      const sums = f.let(v128.load(i32(0), floatCell.destination + 16 * half));
      f.storeVector(i32(0), sums, floatCell.first + 16 * half);
      f.storeVector(i32(0), sums, floatCell.second + 16 * half);
      pair(f, half, what);
    }
    step(laneOperation.add);
  };
  step(laneOperation.multiply);
  addPairs();
  f.if(what.isZero(), addPairs);
  for (const half of halves) keepLanes(f, floatCell.destination + 16 * half, what, immediate);
  f.return(0);
}

/** Copies the operands to the cells of floatLanes; they are 256 bits, whatever the form needs. */
function placeOperands(
  f: FunctionBuilder,
  a: { cpu: Local; record: Local; source: Local; shape: Local },
): void {
  const { cpu, record, source, shape } = a;
  const register = (field: number): Local => f.let(cpu.add(load('i32', 2, record, field)));
  const [first, destination] = [register(vectorField.first), register(recordField.a)];
  const order = f.let(shape.shrU(shapePart.fused).and(3));
  const isOrder = (which: keyof typeof fusedOrder): Value => order.eq(fusedOrder[which]);
  const place = (at: number, from: Value): void => {
    for (const half of [0, 1])
      f.storeVector(i32(0), v128.load(from, half * upperHalf), at + 16 * half);
  };
  place(floatCell.first, select(isOrder('second'), destination, first));
  place(floatCell.second, select(isOrder('third'), destination, source));
  f.if(order, () => {
    const added = select(isOrder('second'), first, source);
    place(floatCell.third, select(isOrder('first'), destination, added));
  });
  place(floatCell.destination, select(order, destination, first));
  f.if(shape.shrU(shapePart.keep).and(1).isZero(), () => {
    for (const half of [0, 1]) f.storeVector(i32(0), zeroVector, floatCell.destination + 16 * half);
  });
}

/** (cpu, record, source, operation, shape). */
function compute(
  f: FunctionBuilder,
  { routines: r }: Scope,
  a: { cpu: Local; record: Local; source: Local; operation: Local; shape: Local },
): void {
  const { cpu, record, operation, shape } = a;
  const flags = f.let(load('i32', 2, record, vectorField.flags));
  placeOperands(f, a);
  f.run(r.vectorFloatBegin, cpu);
  const chosen = shape.shrU(shapePart.rounding).and(7);
  f.if(chosen, () => setFloatState(f, 'rounding', chosen.and(3)));
  const widen = flags.and(vectorFlag.quad).ne(0).and(shape.shrU(shapePart.wideInteger).and(1));
  const elementAt = (at: number): Local => {
    const what = shape.shrU(at).and(15);
    return f.let(what.or(select(what.geU(4), widen, i32(0))));
  };
  const [from, to] = [elementAt(0), elementAt(shapePart.to)];
  const named = f.let(shape.shrU(shapePart.count).and(15));
  const wide = flags.and(vectorFlag.wide).ne(0);
  const whole = select(from.or(to).and(1), i32(2), i32(4)).shl(wide);
  f.if(shape.shrU(shapePart.pairs).and(1), () => {
    pair(f, 0, from);
    pair(f, 1, from);
  });
  f.run(r.floatLanes, operation, from, to, select(named, named, whole));
  f.return(f.call(r.vectorFloatEnd, cpu));
}

export function defineVectorFloat(scope: Scope): void {
  const { module, routines: r } = scope;
  module.define(r.vectorFloatBegin, (f, cpu) => begin(f, cpu));
  module.define(r.vectorFloatEnd, (f, cpu) => end(f, cpu));
  module.define(r.vectorFloat, (f, cpu, record, source, operation, shape) =>
    compute(f, scope, { cpu, record, source, operation, shape }),
  );
  module.define(r.vectorDotProduct, (f, cpu, record, source, what) =>
    dotProduct(f, scope, { cpu, record, source, what }),
  );
}
