/** Floating-point operations of vector instructions, lane by lane (SDM 1 10.4, 11.4). */
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import { numbers, operation } from './arithmetic.ts';
import { relation } from './comparison.ts';
import {
  FloatNumber,
  exception,
  floatCell,
  floatState,
  format,
  kind,
  rounding,
  setFloatState,
  signal,
} from './number.ts';
import { floatResult } from './packing.ts';
import type { FloatScope } from './routines.ts';
import { wideOperation } from './wide-arithmetic.ts';

/** What a lane holds: a format, or a signed integer. Those with bit 0 set have 8 bytes. */
export const element = { ...format, integer32: 4, integer64: 5 } as const;

/** Beside x87's operations. The predicate of a comparison (SDM 2A table 3-1) is added to it. */
export const laneOperation = {
  ...operation,
  squareRoot: 8,
  minimum: 9,
  maximum: 10,
  convert: 11,
  /** Rounded to an integer: with, and without a precision exception. */
  toIntegral: 12,
  toIntegralQuietly: 13,
  /** Even lanes are subtracted, odd ones added. */
  addSubtract: 14,
  /** 1 / b, and the same of its square root, to twelve bits and without exceptions. */
  reciprocal: 15,
  reciprocalRoot: 16,
  compare: 0x20,
  /** A product and a third operand; bits of `fusedBit` are added to it. */
  fused: 0x40,
} as const;

/** alternate: the addend's sign turns in even lanes, or, if it is negated besides, in odd ones. */
export const fusedBit = { negateProduct: 1, negateAddend: 2, alternate: 4 } as const;

const isWide = (what: Value): Value => what.and(1);
const isInteger = (what: Value): Value => what.geU(element.integer32);

/** Lane `lane` of a vector, as the low bits of an i64. */
function laneOf(vector: number, what: Value, lane: Value): Value {
  const narrow = load('i64', 4, lane.shl(2), vector);
  return select(isWide(what), load('i64', 8, lane.shl(3), vector), narrow);
}

/** Relations that hold for each of the 16 predicates, 4 bits each, and which are quiet. */
const holds = [1, 2, 3, 4, 14, 13, 12, 11, 5, 6, 7, 0, 10, 9, 8, 15].reduce(
  (all, which, at) => all | (BigInt(which) << BigInt(4 * at)),
  0n,
);
const quiet = 0x9999;

interface Lane {
  readonly f: FunctionBuilder;
  readonly scope: FloatScope;
  readonly from: Local;
  readonly to: Local;
  readonly first: Local;
  readonly second: Local;
}

const setResult = (f: FunctionBuilder, value: Value): void =>
  f.store(8, i32(0), value, floatCell.result);

function compareLane({ f, scope }: Lane, predicate: Local): void {
  const isQuiet = i32(quiet).shrU(predicate.and(15)).xor(predicate.shrU(4)).and(1);
  const outcome = f.call(scope.routines.floatCompare, isQuiet);
  const wanted = i64(holds).shrU(predicate.and(15).shl(2).zeroExtend());
  setResult(f, select(wanted.low32().and(outcome), i64(-1), i64(0)));
}

/** MIN and MAX: the second operand as it is, unless the first is known to be the one. */
function chooseLane({ f, scope, from, first, second }: Lane, wanted: number): void {
  const { a, b } = numbers(f);
  const isFirst = f.call(scope.routines.floatCompare, i32(0)).eq(wanted);
  const chosen = f.let(isFirst);
  const bits = f.let(select(chosen, first, second));
  const sign = select(isWide(from), i64(1n << 63n), i64(1n << 31n));
  const isZero = select(chosen, a.get('kind'), b.get('kind')).eq(kind.zero);
  setResult(f, select(isZero, bits.and(sign), bits));
}

function convertLane({ f, scope, from, to, second }: Lane): void {
  const { routines: r } = scope;
  f.if(isInteger(from), () => {
    const integer = select(isWide(from), second, second.extend32S());
    f.run(r.floatFromInteger, i32(floatCell.r), integer);
    f.run(r.floatRound, to);
    f.return();
  });
  f.run(r.floatUnpack, i32(floatCell.a), from, second, i32(0));
  f.if(isInteger(to), () => {
    setResult(f, f.call(r.floatToInteger, select(isWide(to), i32(64), i32(32))));
    f.return();
  });
  f.run(r.floatConvert);
  f.run(r.floatRound, to);
}

/** Denormal operands are no exception here, other than for FRNDINT (SDM 2B ROUNDPD). */
function integralLane({ f, scope, from, second }: Lane, suppress: Value): void {
  const { routines: r } = scope;
  f.run(r.floatUnpack, i32(floatCell.a), from, second, i32(0));
  new FloatNumber(f, floatCell.a).set('denormal', 0);
  f.run(r.floatToIntegral, suppress);
  f.run(r.floatRound, from);
}

/** 1 if one of the three is a NaN: the first of them is handed on, and nothing else looked at. */
function fusedNan({ f, scope }: Lane): Local {
  const { routines: r } = scope;
  const { r: result } = numbers(f);
  const addend = new FloatNumber(f, floatCell.x);
  const isNan = f.let(f.call(r.floatNan));
  f.if(addend.get('kind').geU(kind.quiet), () => {
    signal(f, addend.is('signalling').mul(exception.invalid));
    f.if(isNan.isZero(), () => {
      result.copy(addend);
      result.set('kind', kind.quiet);
    });
    f.set(isNan, i32(1));
  });
  return isNan;
}

/** a * b + c, rounded once: the product is exact in 128 bits. */
function fusedLane(lane: Lane, what: Local, number: Local): void {
  const { f, scope, from } = lane;
  const { routines: r } = scope;
  const n = numbers(f);
  const { a, b } = n;
  const c = new FloatNumber(f, floatCell.x);
  f.run(r.floatUnpack, i32(floatCell.x), from, laneOf(floatCell.third, from, number), i32(0));
  const isNan = fusedNan(lane);
  const either = (is: 'zero' | 'infinity'): Value => a.is(is).or(b.is(is));
  f.if(isNan.isZero().and(either('zero')).and(either('infinity')), () => {
    signal(f, exception.invalid);
    n.r.becomeDefaultNan();
    f.set(isNan, i32(1));
  });
  f.if(isNan.isZero(), () => {
    const bit = (which: number): Value => what.and(which).ne(0);
    const turns = number.and(1).isZero().and(bit(fusedBit.alternate));
    const product = f.let(a.get('sign').xor(b.get('sign')).xor(bit(fusedBit.negateProduct)));
    const denormal = f.let(a.get('denormal').or(b.get('denormal')));
    f.if(
      a.is('finite').and(b.is('finite')),
      () => {
        f.run(r.floatWide, i32(wideOperation.multiply), ...productPlaces);
      },
      () => {
        a.set('kind', select(either('zero'), i32(kind.zero), i32(kind.infinity)));
      },
    );
    a.set('sign', product);
    a.set('denormal', denormal);
    b.copy(c);
    b.set('denormal', c.get('denormal'));
    b.set('sign', c.get('sign').xor(bit(fusedBit.negateAddend)).xor(turns));
    f.run(r.floatArithmetic, i32(operation.add));
  });
  f.run(r.floatRound, from);
}

const productPlaces = [i32(floatCell.a), i32(floatCell.a), i32(floatCell.b)] as const;

const approximateBits = 12;
/** Of the smallest normal number of 32 bits; its own reciprocal counts as tiny, too. */
const smallestExponent = -126;

/**
 * RCPPS and RSQRTPS (SDM 2B): makers differ in what they give within an error of 1.5 * 2^-12; here
 * it is the nearest number of twelve bits. Denormal operands and results are zeros.
 */
function approximateLane({ f, scope, second }: Lane, what: Local): void {
  const { routines: r } = scope;
  const n = numbers(f);
  const flags = f.let(floatState('flags'));
  setFloatState(f, 'denormalsAreZeros', 1);
  setFloatState(f, 'flushToZero', 1);
  setFloatState(f, 'masks', exception.all);
  setFloatState(f, 'rounding', rounding.nearest);
  f.run(r.floatUnpack, i32(floatCell.a), i32(format.single), second, i32(0));
  n.r.copy(n.a);
  f.if(what.eq(laneOperation.reciprocalRoot), () => f.run(r.floatSquareRoot));
  n.b.copy(n.r);
  n.a.become('finite', 0);
  n.a.set('exponent', 0);
  n.a.set('high', 1n << 63n);
  f.run(r.floatArithmetic, i32(operation.divide));
  const isTiny = n.r.is('finite').and(n.b.get('exponent').geS(-smallestExponent));
  f.if(isTiny, () => n.r.set('kind', kind.zero));
  const lost = 64 - approximateBits;
  const half = i64(1n << BigInt(lost - 1));
  const rounded = f.let(
    n.r
      .get('high')
      .add(half)
      .and(-1n << BigInt(lost)),
  );
  f.if(n.r.is('finite'), () => {
    // A carry out of the top makes it the next power of two.
    n.r.set('exponent', n.r.get('exponent').add(rounded.geS(0)));
    n.r.set('high', rounded.or(1n << 63n));
    n.r.set('low', 0);
  });
  f.run(r.floatRound, i32(format.single));
  setFloatState(f, 'flags', flags);
}

function computeLane(lane: Lane, what: Local, number: Local): void {
  const { f, scope, from, first, second } = lane;
  const { routines: r } = scope;
  const when = (is: Value, body: () => void): void =>
    f.if(is, () => {
      body();
      f.return();
    });
  when(what.eq(laneOperation.convert), () => convertLane(lane));
  const approximates = what.sub(laneOperation.reciprocal).leU(1);
  when(approximates, () => approximateLane(lane, what));
  const suppress = what.eq(laneOperation.toIntegralQuietly);
  when(suppress.or(what.eq(laneOperation.toIntegral)), () => integralLane(lane, suppress));
  when(what.eq(laneOperation.squareRoot), () => {
    f.run(r.floatUnpack, i32(floatCell.a), from, second, i32(0));
    f.run(r.floatSquareRoot);
    f.run(r.floatRound, from);
  });
  f.run(r.floatUnpack, i32(floatCell.a), from, first, i32(0));
  f.run(r.floatUnpack, i32(floatCell.b), from, second, i32(0));
  when(what.geU(laneOperation.fused), () => fusedLane(lane, what, number));
  when(what.geU(laneOperation.compare), () =>
    compareLane(lane, f.let(what.sub(laneOperation.compare))),
  );
  when(what.eq(laneOperation.minimum), () => chooseLane(lane, relation.less));
  when(what.eq(laneOperation.maximum), () => chooseLane(lane, relation.greater));
  const alternate = select(number.and(1), i32(operation.add), i32(operation.subtract));
  const isAlternating = what.eq(laneOperation.addSubtract);
  f.run(r.floatArithmetic, select(isAlternating, alternate, what));
  f.run(r.floatRound, from);
}

export function defineLanes(scope: FloatScope): void {
  const { module, routines: r } = scope;
  const compute = module.function(
    ['i32', 'i32', 'i32', 'i32'],
    undefined,
    (f, what, from, to, lane) => {
      const first = f.let(laneOf(floatCell.first, from, lane));
      const second = f.let(laneOf(floatCell.second, from, lane));
      computeLane({ f, scope, from, to, first, second }, what, lane);
    },
  );
  module.define(r.floatLanes, (f, what, from, to, count) => {
    const lane = f.let(i32(0));
    f.while(lane.ltU(count), () => {
      f.run(compute, what, from, to, lane);
      f.if(
        isWide(to),
        () => f.store(8, lane.shl(3), floatResult(), floatCell.destination),
        () => f.store(4, lane.shl(2), floatResult(), floatCell.destination),
      );
      f.set(lane, lane.add(1));
    });
  });
}
