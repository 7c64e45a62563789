/** Arithmetic on finite numbers with significands of 128 bits, and power series made of it. */
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, select } from '../../wasm/value.ts';
import { numbers, operation } from './arithmetic.ts';
import { FloatNumber, floatCell, one } from './number.ts';
import type { FloatRoutines, FloatScope } from './routines.ts';
import type { Wide } from './wide.ts';
import { addTo, isBelow, leadingZeros, product, shiftLeft, subtractFrom, wide } from './wide.ts';

export const wideOperation = { add: 0, subtract: 1, multiply: 2, divide: 3 } as const;

/**
 * Series in z. sine: sin(x) / x in -x^2; cosine: cos(x) in -x^2; exponential: (e^x - 1) / x in x;
 * reciprocals: atan(x) / x in -x^2, and the same of atanh in x^2.
 */
export const series = { sine: 0, cosine: 1, exponential: 2, reciprocals: 3 } as const;

type Place = 'a' | 'b' | 'r' | 'x' | 'y' | 'z' | 'sum' | 'term' | 'sine' | 'cosine';

/** r lies beside the number it stands for. */
export function becomeInexact(f: FunctionBuilder): void {
  const r = new FloatNumber(f, floatCell.r);
  r.set('low', r.get('low').or(1));
}

/** Writes code as formulas: `c.set('z', 'multiply', 'x', 'x')`. */
export class Calculator {
  readonly f: FunctionBuilder;
  readonly #routines: FloatRoutines;

  constructor(f: FunctionBuilder, routines: FloatRoutines) {
    this.f = f;
    this.#routines = routines;
  }

  number(place: Place): FloatNumber {
    return new FloatNumber(this.f, floatCell[place]);
  }

  set(to: Place, how: keyof typeof wideOperation, x: Place, y: Place): void {
    const places = [to, x, y].map((place) => i32(floatCell[place]));
    this.f.run(this.#routines.floatWide, i32(wideOperation[how]), ...places);
  }

  /** sum becomes a series in z. */
  sum(which: keyof typeof series, terms: number): void {
    this.f.run(this.#routines.floatSeries, i32(series[which]), i32(terms));
  }

  negate(place: Place): void {
    const number = this.number(place);
    number.set('sign', number.get('sign').xor(1));
  }

  /** r becomes the result. It is never exact, whatever its last bits may be. */
  finish(from: Place): void {
    this.number('r').copy(this.number(from));
    becomeInexact(this.f);
  }
}

const significand = (f: FunctionBuilder, number: FloatNumber): Wide =>
  wide(f, number.get('high'), number.get('low'));

/** Stores a significand other than zero and its exponent, normalised. */
function setNormalised(f: FunctionBuilder, to: FloatNumber, value: Wide, exponent: Value): void {
  const shift = leadingZeros(f, value);
  to.set('exponent', exponent.sub(shift));
  shiftLeft(f, value, shift);
  to.set('high', value.high);
  to.set('low', value.low);
}

/** The product of the lower halves is too small to matter. */
function multiply(f: FunctionBuilder): void {
  const { a, b, r } = numbers(f);
  const [x, y] = [significand(f, a), significand(f, b)];
  const result = product(f, x.high, y.high);
  for (const [p, q] of [
    [x.high, y.low],
    [x.low, y.high],
  ] as const) {
    const part = product(f, p, q);
    addTo(f, result, wide(f, i64(0), part.high));
  }
  setNormalised(f, r, result, a.get('exponent').add(b.get('exponent')).add(1));
}

/** A bit of the quotient in each of 128 steps. */
function divide(f: FunctionBuilder): void {
  const { a, b, r } = numbers(f);
  const [rest, divisor] = [significand(f, a), significand(f, b)];
  const quotient = wide(f, i64(0), i64(0));
  const carry = f.let(i32(0));
  const left = f.let(i32(128));
  f.while(left, () => {
    shiftLeft(f, quotient, i32(1));
    f.if(carry.or(isBelow(rest, divisor).isZero()), () => {
      subtractFrom(f, rest, divisor);
      f.set(quotient.low, quotient.low.or(1));
    });
    f.set(carry, rest.high.shrU(63).low32());
    shiftLeft(f, rest, i32(1));
    f.set(left, left.sub(1));
  });
  setNormalised(f, r, quotient, a.get('exponent').sub(b.get('exponent')));
}

/** (number, divisor): divides a number in place by a small integer, 32 bits at a time. */
function divideSmall(f: FunctionBuilder, place: Local, divisor: Local): void {
  const number = new FloatNumber(f, place);
  const [high, low] = [f.let(number.get('high')), f.let(number.get('low'))];
  const by = f.let(divisor.zeroExtend());
  const top = f.let(high.divU(by));
  const middle = f.let(high.remU(by).shl(32).or(low.shrU(32)));
  const bottom = middle.remU(by).shl(32).or(low.and(0xffffffffn));
  const below = middle.divU(by).shl(32).add(bottom.divU(by));
  setNormalised(f, number, wide(f, top, below), number.get('exponent'));
}

/** (operation, to, x, y). */
function compute(
  f: FunctionBuilder,
  { routines: r }: FloatScope,
  what: Local,
  [to, x, y]: readonly [Local, Local, Local],
): void {
  const n = numbers(f);
  for (const [number, place] of [
    [n.a, x],
    [n.b, y],
  ] as const) {
    number.copy(new FloatNumber(f, place));
    number.set('denormal', 0);
  }
  const target = new FloatNumber(f, to);
  const done = (): void => {
    target.copy(n.r);
    f.return();
  };
  f.if(what.leU(wideOperation.subtract), () => {
    const isAdd = what.eq(wideOperation.add);
    f.run(r.floatArithmetic, select(isAdd, i32(operation.add), i32(operation.subtract)));
    done();
  });
  n.r.become('finite', n.a.get('sign').xor(n.b.get('sign')));
  f.if(n.a.is('zero').or(n.b.is('zero')), () => {
    n.r.set('kind', 0);
    done();
  });
  f.if(
    what.eq(wideOperation.multiply),
    () => f.scope(() => multiply(f)),
    () => f.scope(() => divide(f)),
  );
  target.copy(n.r);
}

export function defineWideArithmetic(scope: FloatScope): void {
  const { module, routines: r } = scope;
  const bySmall = module.function(['i32', 'i32'], undefined, divideSmall);
  module.define(r.floatWide, (f, what, to, x, y) => compute(f, scope, what, [to, x, y]));
  module.define(r.floatSeries, (f, which, terms) => {
    const c = new Calculator(f, r);
    const isReciprocal = which.eq(series.reciprocals);
    const k = f.let(terms);
    const double = f.let(k.shl(1));
    c.number('sum').becomeConstant(one);
    const reciprocal = (place: 'sum' | 'term', of: Value): void =>
      f.if(isReciprocal, () => f.run(bySmall, i32(floatCell[place]), of));
    reciprocal('sum', double.add(1));
    f.while(k, () => {
      f.set(double, k.shl(1));
      c.set('sum', 'multiply', 'sum', 'z');
      const next = select(which.eq(series.sine), double.add(1), double.sub(1));
      const square = double.mul(next);
      const divisor = select(which.eq(series.exponential), k.add(1), square);
      f.if(isReciprocal.or(c.number('sum').is('zero')).isZero(), () =>
        f.run(bySmall, i32(floatCell.sum), divisor),
      );
      c.number('term').becomeConstant(one);
      reciprocal('term', double.sub(1));
      c.set('sum', 'add', 'sum', 'term');
      f.set(k, k.sub(1));
    });
  });
}
