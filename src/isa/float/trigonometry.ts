/** Sine, cosine and arctangent of x87 (SDM 1 8.3.7, 8.3.8; 2A FSIN, FPATAN). */
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64 } from '../../wasm/value.ts';
import { becomeUnary, numbers, signalDenormals } from './arithmetic.ts';
import type { FloatConstant } from './number.ts';
import { exception, one, signal } from './number.ts';
import type { FloatScope } from './routines.ts';
import { Calculator } from './wide-arithmetic.ts';
import { isBelow, leadingZeros, shiftLeft, shiftRightSticky, subtractFrom, wide } from './wide.ts';

/** Half of pi as the FPU has it: 66 bits of it (SDM 1 8.3.8). */
const halfPi66: FloatConstant = { exponent: 0, high: 0xc90fdaa22168c234n, low: 3n << 62n };
const pi: FloatConstant = { exponent: 1, high: 0xc90fdaa22168c234n, low: 0xc4c6628b80dc1cd1n };
/** Enough terms for 2^-80 beside the sum. */
const terms = { sine: 12, cosine: 12, arctangent: 34 } as const;

/** Numbers from 2^63 on are refused: C2 (SDM 2A FSIN). */
const exponentEnd = 63;

/** x becomes a, less a multiple of half of pi, from -pi/4 to pi/4; gives that multiple. */
function reduce(f: FunctionBuilder, c: Calculator): Local {
  const [a, x] = [c.number('a'), c.number('x')];
  const steps = f.let(a.get('exponent').add(1));
  const quotient = f.let(i32(0));
  x.copy(a);
  f.if(steps.geS(0), () => {
    const rest = wide(f, a.get('high'), i64(0));
    const divisor = wide(f, i64(halfPi66.high), i64(halfPi66.low ?? 0n));
    // Half of the number first, so that there is room to double it.
    shiftRightSticky(f, rest, i32(1));
    f.while(steps, () => {
      const carry = f.let(rest.high.shrU(63).low32());
      shiftLeft(f, rest, i32(1));
      f.set(quotient, quotient.shl(1));
      f.if(carry.or(isBelow(rest, divisor).isZero()), () => {
        subtractFrom(f, rest, divisor);
        f.set(quotient, quotient.or(1));
      });
      f.set(steps, steps.sub(1));
    });
    const other = wide(f, divisor.high, divisor.low);
    subtractFrom(f, other, rest);
    f.if(isBelow(other, rest), () => {
      f.set(rest.high, other.high);
      f.set(rest.low, other.low);
      f.set(quotient, quotient.add(1));
      c.negate('x');
    });
    const shift = leadingZeros(f, rest);
    shiftLeft(f, rest, shift);
    x.set('exponent', i32(0).sub(shift));
    x.set('high', rest.high);
    x.set('low', rest.low);
  });
  return quotient;
}

/** (): sine and cosine of a; 1 if it is out of range. */
function trigonometry(f: FunctionBuilder, scope: FloatScope): void {
  const c = new Calculator(f, scope.routines);
  const n = numbers(f);
  const [sine, cosine, term] = [c.number('sine'), c.number('cosine'), c.number('term')];
  becomeUnary(n);
  const isNan = f.call(scope.routines.floatNan);
  f.if(n.a.is('infinity'), () => {
    signal(f, exception.invalid);
    n.r.becomeDefaultNan();
  });
  f.if(isNan.or(n.a.is('infinity')), () => {
    sine.copy(n.r);
    cosine.copy(n.r);
    f.return(0);
  });
  signalDenormals(n);
  f.if(n.a.is('zero'), () => {
    sine.copy(n.a);
    cosine.becomeConstant(one);
    f.return(0);
  });
  f.if(n.a.get('exponent').geS(exponentEnd), () => f.return(1));
  const negative = f.let(n.a.get('sign'));
  n.a.set('sign', 0);
  const quarter = reduce(f, c);
  c.set('z', 'multiply', 'x', 'x');
  c.negate('z');
  c.sum('sine', terms.sine);
  c.set('sine', 'multiply', 'x', 'sum');
  c.sum('cosine', terms.cosine);
  cosine.copy(c.number('sum'));
  // A quarter turn makes of (sine, cosine) the pair (cosine, -sine).
  f.if(quarter.and(1), () => {
    term.copy(sine);
    sine.copy(cosine);
    cosine.copy(term);
    c.negate('cosine');
  });
  f.if(quarter.and(2).ne(0).xor(negative), () => c.negate('sine'));
  f.if(quarter.and(2), () => c.negate('cosine'));
  f.return(0);
}

/** (): r becomes the quotient of the sine and cosine that floatTrigonometry has left. */
function tangent(f: FunctionBuilder, scope: FloatScope): void {
  const c = new Calculator(f, scope.routines);
  const sine = c.number('sine');
  f.if(sine.is('finite').isZero(), () => {
    c.number('r').copy(sine);
    f.return();
  });
  c.set('sine', 'divide', 'sine', 'cosine');
  c.finish('sine');
}

const setPi = (c: Calculator, place: 'term' | 'r', by: number): void =>
  c.number(place).becomeConstant({ ...pi, exponent: pi.exponent + by });

/** The angles that zeros and infinities make: multiples of a quarter of pi. */
function specialAngle(f: FunctionBuilder, c: Calculator, sign: Local): void {
  const { a, b, r } = numbers(f);
  const both = (what: 'zero' | 'infinity'): Value => a.is(what).and(b.is(what));
  const finish = (condition: Value, body: () => void): void =>
    f.if(condition, () => {
      body();
      r.set('sign', sign);
      f.if(r.is('finite'), () => r.set('low', r.get('low').or(1)));
      f.return();
    });
  finish(both('infinity'), () => {
    setPi(c, 'r', -2);
    f.if(a.get('sign'), () => {
      c.number('term').becomeConstant(pi);
      c.set('r', 'subtract', 'term', 'r');
    });
  });
  const along = b.is('zero').or(a.is('infinity'));
  finish(along, () => {
    r.become('zero', 0);
    f.if(a.get('sign'), () => setPi(c, 'r', 0));
  });
  finish(a.is('zero').or(b.is('infinity')), () => setPi(c, 'r', -1));
}

/** tan(pi / 8), from where on the angle is taken from a quarter of pi: its top bits. */
const turningPoint = { exponent: -2, high: 0xd413cccfe7799211n } as const;

/** (): the angle of the point (a, b). */
function arctangent(f: FunctionBuilder, scope: FloatScope): void {
  const c = new Calculator(f, scope.routines);
  const n = numbers(f);
  f.if(f.call(scope.routines.floatNan), () => f.return());
  signalDenormals(n);
  const [left, sign] = [f.let(n.a.get('sign')), f.let(n.b.get('sign'))];
  specialAngle(f, c, sign);
  n.a.set('sign', 0);
  n.b.set('sign', 0);
  const [x, y] = [c.number('x'), c.number('y')];
  x.copy(n.a);
  y.copy(n.b);
  const distance = f.let(x.get('exponent').sub(y.get('exponent')));
  const isLower = distance.isZero().and(x.get('high').ltU(y.get('high')));
  const isSteep = f.let(distance.ltS(0).or(isLower));
  f.if(
    isSteep,
    () => c.set('x', 'divide', 'x', 'y'),
    () => c.set('x', 'divide', 'y', 'x'),
  );
  const isNear = x.get('high').gtU(turningPoint.high);
  const isBig = f.let(
    x
      .get('exponent')
      .gtS(turningPoint.exponent)
      .or(x.get('exponent').eq(turningPoint.exponent).and(isNear)),
  );
  f.if(isBig, () => {
    c.number('term').becomeConstant(one);
    c.set('y', 'subtract', 'term', 'x');
    c.set('x', 'add', 'term', 'x');
    c.set('x', 'divide', 'y', 'x');
  });
  c.set('z', 'multiply', 'x', 'x');
  c.negate('z');
  c.sum('reciprocals', terms.arctangent);
  c.set('x', 'multiply', 'x', 'sum');
  const takeFrom = (condition: Value, by: number): void =>
    f.if(condition, () => {
      setPi(c, 'term', by);
      c.set('x', 'subtract', 'term', 'x');
    });
  takeFrom(isBig, -2);
  takeFrom(isSteep, -1);
  takeFrom(left, 0);
  x.set('sign', sign);
  c.finish('x');
}

export function defineTrigonometry(scope: FloatScope): void {
  const { module, routines: r } = scope;
  module.define(r.floatTrigonometry, (f) => trigonometry(f, scope));
  module.define(r.floatTangent, (f) => tangent(f, scope));
  module.define(r.floatArctangent, (f) => arctangent(f, scope));
}
