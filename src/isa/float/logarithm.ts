/** Powers of two and logarithms of x87 (SDM 1 8.3.9; 2A F2XM1, 2A FYL2X, FYL2XP1). */
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, select } from '../../wasm/value.ts';
import { becomeUnary, invalid, numbers, operation, signalDenormals } from './arithmetic.ts';
import type { FloatConstant } from './number.ts';
import { exception, floatCell, one, signal } from './number.ts';
import type { FloatScope } from './routines.ts';
import { Calculator } from './wide-arithmetic.ts';

const ln2: FloatConstant = { exponent: -1, high: 0xb17217f7d1cf79abn, low: 0xc9e3b39803f2f6afn };
/** 2 / ln 2. */
const twoByLn2: FloatConstant = {
  exponent: 1,
  high: 0xb8aa3b295c17f0bbn,
  low: 0xbe87fed0691d3e88n,
};
const terms = { exponential: 24, logarithm: 18 } as const;
/** Of the smallest normal number of 80 bits. */
const smallestExponent = -16382;
/** Top bits of the square root of 2. */
const rootOfTwo = 0xb504f333f9de6484n;

/** (): 2^a - 1 from -1 to 1; other numbers, for which it is undefined, stay as on a Zen 5. */
function exponential(f: FunctionBuilder, scope: FloatScope): void {
  const c = new Calculator(f, scope.routines);
  const n = numbers(f);
  const { a, r } = n;
  becomeUnary(n);
  f.if(f.call(scope.routines.floatNan), () => f.return());
  signalDenormals(n);
  f.if(a.is('infinity'), () => {
    r.copy(a);
    f.if(a.get('sign'), () => {
      r.becomeConstant(one);
      r.set('sign', 1);
    });
    f.return();
  });
  const isOne = a
    .get('exponent')
    .isZero()
    .and(a.get('high').eq(i64(1n << 63n)));
  r.copy(a);
  f.if(a.is('zero'), () => f.return());
  // Exact results count as rounded, too.
  signal(f, exception.precision);
  f.if(isOne, () => {
    r.set('exponent', i32(0).sub(a.get('sign')));
    f.return();
  });
  f.if(a.get('exponent').geS(0), () => f.return());
  c.number('x').copy(a);
  c.number('term').becomeConstant(ln2);
  c.set('z', 'multiply', 'x', 'term');
  c.number('x').copy(c.number('z'));
  c.sum('exponential', terms.exponential);
  c.set('x', 'multiply', 'x', 'sum');
  c.finish('x');
}

/** x becomes log2((1 + q) / (1 - q)) for the quotient q in x. */
function fromQuotient(c: Calculator): void {
  c.set('z', 'multiply', 'x', 'x');
  c.sum('reciprocals', terms.logarithm);
  c.set('x', 'multiply', 'x', 'sum');
  c.number('term').becomeConstant(twoByLn2);
  c.set('x', 'multiply', 'x', 'term');
}

/** (): of a positive x other than 1: its exponent, and the logarithm of what is near 1. */
function logarithm(f: FunctionBuilder, scope: FloatScope): void {
  const c = new Calculator(f, scope.routines);
  const x = c.number('x');
  const isUpper = f.let(x.get('high').gtU(i64(rootOfTwo)));
  const exponent = f.let(x.get('exponent').add(isUpper));
  x.set('exponent', i32(0).sub(isUpper));
  c.number('term').becomeConstant(one);
  c.set('y', 'subtract', 'x', 'term');
  c.set('x', 'add', 'x', 'term');
  c.set('x', 'divide', 'y', 'x');
  fromQuotient(c);
  f.run(scope.routines.floatFromInteger, i32(floatCell.term), exponent.signExtend());
  c.set('x', 'add', 'x', 'term');
}

/** Numbers whose logarithm needs no series. */
function specialLogarithm(f: FunctionBuilder, plusOne: Local): void {
  const n = numbers(f);
  const { a, b, r } = n;
  const sign = f.let(b.get('sign'));
  const finish = (condition: Value, what: 'zero' | 'infinity', as: Value): void =>
    f.if(condition, () => {
      signalDenormals(n);
      r.become(what, as);
      f.return();
    });
  // The logarithm of a zero is infinite, that of a zero and one is the zero itself.
  f.if(
    plusOne,
    () => {
      f.if(a.is('zero').and(b.is('infinity')), () => invalid(n));
      f.if(a.is('infinity').and(a.get('sign').or(b.is('zero'))), () => invalid(n));
      finish(a.is('infinity'), 'infinity', sign);
      finish(a.is('zero').or(b.is('zero')), 'zero', sign.xor(a.get('sign')));
      finish(b.is('infinity'), 'infinity', sign.xor(a.get('sign')));
    },
    () => {
      f.if(a.get('sign').and(a.is('zero').isZero()), () => invalid(n));
      f.if(a.is('zero'), () => {
        f.if(b.is('zero'), () => invalid(n));
        f.if(b.is('finite'), () => signal(f, exception.zeroDivide));
        f.if(b.is('infinity'), () => signalDenormals(n));
        r.become('infinity', sign.xor(1));
        f.return();
      });
      const below = f.let(a.is('finite').and(a.get('exponent').ltS(0)));
      f.if(a.is('infinity').and(b.is('zero')), () => invalid(n));
      finish(a.is('infinity'), 'infinity', sign);
      const isOne = a
        .get('exponent')
        .isZero()
        .and(a.get('high').eq(i64(1n << 63n)));
      f.if(isOne.and(b.is('infinity')), () => invalid(n));
      finish(isOne.or(b.is('zero')), 'zero', select(isOne, sign, sign.xor(below)));
      finish(b.is('infinity'), 'infinity', sign.xor(below));
    },
  );
  signalDenormals(n);
}

/**
 * (plus one): b * log2(a), or b * log2(a + 1). Outside of what the manual defines it is what a Zen 5
 * gives: a itself from -1 downwards.
 */
function logarithmProduct(f: FunctionBuilder, scope: FloatScope, plusOne: Local): void {
  const { routines: r } = scope;
  const c = new Calculator(f, r);
  const { a, b } = numbers(f);
  f.if(f.call(r.floatNan), () => f.return());
  specialLogarithm(f, plusOne);
  const isOutside = a.get('sign').and(a.get('exponent').geS(0)).and(plusOne);
  f.if(isOutside, () => {
    c.number('r').copy(a);
    signal(f, exception.precision);
    f.return();
  });
  c.number('cosine').copy(b);
  const x = c.number('x');
  x.copy(a);
  const isPower = a
    .get('high')
    .eq(i64(1n << 63n))
    .and(plusOne.isZero());
  f.if(isPower, () => {
    f.run(r.floatFromInteger, i32(floatCell.a), a.get('exponent').signExtend());
    b.set('denormal', 0);
    f.run(r.floatArithmetic, i32(operation.multiply));
    // Exact, and said not to be: which makes a denormal result an underflow.
    const isTiny = c.number('r').get('exponent').ltS(smallestExponent);
    signal(f, isTiny.mul(exception.underflow).or(exception.precision));
    f.return();
  });
  f.if(
    plusOne,
    () => {
      c.number('term').becomeConstant(one);
      f.if(
        a.get('exponent').ltS(-2),
        () => {
          c.number('y').becomeConstant({ ...one, exponent: 1 });
          c.set('y', 'add', 'x', 'y');
          c.set('x', 'divide', 'x', 'y');
          fromQuotient(c);
        },
        () => {
          c.set('x', 'add', 'x', 'term');
          f.run(r.floatLogarithm);
        },
      );
    },
    () => f.run(r.floatLogarithm),
  );
  c.set('x', 'multiply', 'x', 'cosine');
  c.finish('x');
}

export function defineLogarithm(scope: FloatScope): void {
  const { module, routines: r } = scope;
  module.define(r.floatExponential, (f) => exponential(f, scope));
  module.define(r.floatLogarithm, (f) => logarithm(f, scope));
  module.define(r.floatLogarithmProduct, (f, plusOne) => logarithmProduct(f, scope, plusOne));
}
