/** Addition, multiplication, division and square root of numbers taken apart (SDM 1 4.8.3, 4.9.1). */
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Value } from '../../wasm/value.ts';
import { i32, i64, select } from '../../wasm/value.ts';
import { FloatNumber, exception, floatCell, floatState, kind, rounding, signal } from './number.ts';
import type { FloatScope } from './routines.ts';
import {
  addTo,
  isBelow,
  leadingZeros,
  product,
  shiftLeft,
  shiftRightSticky,
  subtractFrom,
  wide,
} from './wide.ts';

/** Operations by their number in the opcodes D8 and DC (SDM 2D table A-7). */
export const operation = {
  add: 0,
  multiply: 1,
  subtract: 4,
  subtractReversed: 5,
  divide: 6,
  divideReversed: 7,
} as const;

interface Numbers {
  readonly f: FunctionBuilder;
  readonly a: FloatNumber;
  readonly b: FloatNumber;
  readonly r: FloatNumber;
}

export const numbers = (f: FunctionBuilder): Numbers => ({
  f,
  a: new FloatNumber(f, floatCell.a),
  b: new FloatNumber(f, floatCell.b),
  r: new FloatNumber(f, floatCell.r),
});

/** #I, and the NaN that stands for the result that is not there. */
export function invalid({ f, r }: Numbers): void {
  signal(f, exception.invalid);
  r.becomeDefaultNan();
  f.return();
}

/** x87 prefers a quiet NaN, then the larger payload, then the positive one (SDM 1 table 4-7). */
function preferSecond({ a, b }: Numbers): Value {
  const [first, second] = [a.get('high'), b.get('high')];
  const larger = second.gtU(first).or(second.eq(first).and(b.get('sign').ltU(a.get('sign'))));
  const quieter = b.get('kind').ltU(a.get('kind'));
  return select(a.get('kind').eq(b.get('kind')), larger, quieter);
}

/** (): SSE hands on the first operand that is a NaN. */
function nan(f: FunctionBuilder): void {
  const n = numbers(f);
  const { a, b, r } = n;
  const isNan = (number: FloatNumber): Value => number.get('kind').geU(kind.quiet);
  const isInvalid = (what: number): Value => a.get('kind').geU(what).or(b.get('kind').geU(what));
  f.if(isNan(a).or(isNan(b)).isZero(), () => f.return(0));
  signal(f, isInvalid(kind.signalling).mul(exception.invalid));
  f.if(isInvalid(kind.unsupported), () => {
    r.becomeDefaultNan();
    f.return(1);
  });
  const x87 = floatState('x87').and(preferSecond(n));
  const takeSecond = isNan(a).isZero().or(isNan(b).and(x87));
  f.if(
    takeSecond,
    () => r.copy(b),
    () => r.copy(a),
  );
  r.set('kind', kind.quiet);
  f.return(1);
}

/** b is what an operation with one operand does not see. */
export function becomeUnary({ b }: Numbers): void {
  b.become('zero', 0);
  b.set('denormal', 0);
}

export const signalDenormals = ({ f, a, b }: Numbers): void =>
  signal(f, a.get('denormal').or(b.get('denormal')).mul(exception.denormal));

/** a + b, or with the sign of b turned. */
function add(n: Numbers, turn: number): void {
  const { f, a, b, r } = n;
  const sign = f.let(a.get('sign'));
  const other = f.let(b.get('sign').xor(turn));
  const both = (what: 'zero' | 'infinity'): Value => a.is(what).and(b.is(what));
  f.if(both('infinity').and(sign.ne(other)), () => invalid(n));
  signalDenormals(n);
  const down = floatState('rounding').eq(rounding.down);
  f.if(both('zero'), () => {
    r.become('zero', select(sign.eq(other), sign, down));
    f.return();
  });
  f.if(a.is('infinity').or(b.is('zero')), () => {
    r.copy(a);
    f.return();
  });
  f.if(b.is('infinity').or(a.is('zero')), () => {
    r.copy(b);
    r.set('sign', other);
    f.return();
  });
  addFinite(n, sign, other, down);
}

function addFinite({ f, a, b, r }: Numbers, sign: Value, other: Value, down: Value): void {
  const big = wide(f, a.get('high'), a.get('low'));
  const small = wide(f, b.get('high'), b.get('low'));
  const exponent = f.let(a.get('exponent'));
  const distance = f.let(exponent.sub(b.get('exponent')));
  const outcome = f.let(sign);
  const isBehind = distance.ltS(0).or(distance.isZero().and(isBelow(big, small)));
  f.if(isBehind, () => {
    f.set(big.high, b.get('high'));
    f.set(big.low, b.get('low'));
    f.set(small.high, a.get('high'));
    f.set(small.low, a.get('low'));
    f.set(exponent, b.get('exponent'));
    f.set(distance, distance.negate());
    f.set(outcome, other);
  });
  shiftRightSticky(f, small, distance);
  f.if(
    sign.eq(other),
    () => {
      f.if(addTo(f, big, small), () => {
        shiftRightSticky(f, big, i32(1));
        f.set(big.high, big.high.or(i64(1n << 63n)));
        f.set(exponent, exponent.add(1));
      });
    },
    () => subtractFrom(f, big, small),
  );
  f.if(big.high.or(big.low).isZero(), () => {
    r.become('zero', down);
    f.return();
  });
  const shift = leadingZeros(f, big);
  shiftLeft(f, big, shift);
  r.become('finite', outcome);
  r.set('exponent', exponent.sub(shift));
  r.set('high', big.high);
  r.set('low', big.low);
}

function multiply(n: Numbers): void {
  const { f, a, b, r } = n;
  const sign = f.let(a.get('sign').xor(b.get('sign')));
  const either = (what: 'zero' | 'infinity'): Value => a.is(what).or(b.is(what));
  f.if(either('infinity').and(either('zero')), () => invalid(n));
  signalDenormals(n);
  for (const what of ['infinity', 'zero'] as const) {
    f.if(either(what), () => {
      r.become(what, sign);
      f.return();
    });
  }
  const result = product(f, f.let(a.get('high')), f.let(b.get('high')));
  const shift = f.let(result.high.clz().low32());
  shiftLeft(f, result, shift);
  r.become('finite', sign);
  r.set('exponent', a.get('exponent').add(b.get('exponent')).add(1).sub(shift));
  r.set('high', result.high);
  r.set('low', result.low);
}

/** top / bottom: two of the numbers in either order. */
function divide(n: Numbers, top: FloatNumber, bottom: FloatNumber): void {
  const { f, r } = n;
  const sign = f.let(top.get('sign').xor(bottom.get('sign')));
  const both = (what: 'zero' | 'infinity'): Value => top.is(what).and(bottom.is(what));
  const finish = (condition: Value, what: 'zero' | 'infinity', exceptions = 0): void =>
    f.if(condition, () => {
      signal(f, exceptions);
      r.become(what, sign);
      f.return();
    });
  f.if(both('zero').or(both('infinity')), () => invalid(n));
  // A division by zero does not see that it was of a denormal number.
  finish(top.is('finite').and(bottom.is('zero')), 'infinity', exception.zeroDivide);
  signalDenormals(n);
  finish(top.is('infinity'), 'infinity');
  finish(top.is('zero').or(bottom.is('infinity')), 'zero');
  r.become('finite', sign);
  const divisor = f.let(bottom.get('high'));
  const rest = f.let(top.get('high'));
  const quotient = f.let(i64(0));
  const below = f.let(rest.ltU(divisor));
  r.set('exponent', top.get('exponent').sub(bottom.get('exponent')).sub(below));
  f.if(below.isZero(), () => {
    f.set(rest, rest.sub(divisor));
    f.set(quotient, i64(1));
  });
  const step = (): void => {
    const carry = f.let(rest.shrU(63).low32());
    f.set(rest, rest.shl(1));
    f.set(quotient, quotient.shl(1));
    f.if(carry.or(rest.geU(divisor)), () => {
      f.set(rest, rest.sub(divisor));
      f.set(quotient, quotient.or(1));
    });
  };
  f.while(quotient.geS(0), step);
  r.set('high', quotient);
  // One more bit to round by, and whether anything is left behind it.
  step();
  r.set('low', quotient.shl(63).or(rest.ne(0).zeroExtend()));
}

/**
 * A bit of the root for two of the radicand: what is left of it, twice moved up, is compared with
 * the root so far and a 1 behind it.
 */
function rootOf(n: Numbers): void {
  const { f, a, r } = n;
  const odd = f.let(a.get('exponent').and(1));
  const radicand = wide(f, a.get('high'), i64(0));
  shiftRightSticky(f, radicand, i32(1).sub(odd));
  const rest = wide(f, i64(0), i64(0));
  const root = wide(f, i64(0), i64(0));
  const step = (): void => {
    shiftLeft(f, rest, i32(2));
    f.set(rest.low, rest.low.or(radicand.high.shrU(62)));
    shiftLeft(f, radicand, i32(2));
    const trial = wide(f, root.high, root.low);
    shiftLeft(f, trial, i32(2));
    f.set(trial.low, trial.low.or(1));
    shiftLeft(f, root, i32(1));
    f.if(isBelow(rest, trial).isZero(), () => {
      subtractFrom(f, rest, trial);
      f.set(root.low, root.low.or(1));
    });
  };
  const left = f.let(i32(64));
  f.while(left, () => {
    step();
    f.set(left, left.sub(1));
  });
  r.become('finite', 0);
  r.set('exponent', a.get('exponent').shrS(1));
  r.set('high', root.low);
  step();
  r.set('low', root.low.shl(63).or(rest.high.or(rest.low).ne(0).zeroExtend()));
}

function squareRoot(scope: FloatScope, f: FunctionBuilder): void {
  const n = numbers(f);
  const { a, r } = n;
  becomeUnary(n);
  f.if(f.call(scope.routines.floatNan), () => f.return());
  const isNegative = a.get('sign').and(a.is('zero').isZero());
  f.if(isNegative, () => invalid(n));
  signalDenormals(n);
  f.if(
    a.is('finite'),
    () => rootOf(n),
    () => r.copy(a),
  );
}

function convert(scope: FloatScope, f: FunctionBuilder): void {
  const n = numbers(f);
  becomeUnary(n);
  f.if(f.call(scope.routines.floatNan), () => f.return());
  signalDenormals(n);
  n.r.copy(n.a);
}

export function defineArithmetic(scope: FloatScope): void {
  const { module, routines: r } = scope;
  module.define(r.floatNan, (f) => nan(f));
  module.define(r.floatConvert, (f) => convert(scope, f));
  module.define(r.floatSquareRoot, (f) => squareRoot(scope, f));
  module.define(r.floatArithmetic, (f, number) => {
    const n = numbers(f);
    f.if(f.call(r.floatNan), () => f.return());
    const when = (is: Value, body: () => void): void =>
      f.if(is, () => {
        f.scope(body);
        f.return();
      });
    const reversed = number.eq(operation.subtractReversed);
    when(number.eq(operation.multiply), () => multiply(n));
    when(number.eq(operation.divide), () => divide(n, n.a, n.b));
    when(number.eq(operation.divideReversed), () => divide(n, n.b, n.a));
    when(reversed, () => {
      n.a.set('sign', n.a.get('sign').xor(1));
      add(n, 0);
    });
    when(number.eq(operation.subtract), () => add(n, 1));
    add(n, 0);
  });
}
