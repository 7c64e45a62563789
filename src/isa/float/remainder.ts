/** Partial remainder, scaling and extraction of x87 (SDM 2A FPREM, FPREM1, FSCALE, FXTRACT). */
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local } from '../../wasm/value.ts';
import { i32, i64, select } from '../../wasm/value.ts';
import { invalid, numbers, signalDenormals } from './arithmetic.ts';
import { exception, floatCell, kind, signal } from './number.ts';
import type { FloatScope } from './routines.ts';

/** What floatRemainder answers: the quotient's low three bits, whether there is more, and whether there is any. */
export const remainderBit = { quotient: 7, incomplete: 8, none: 16 } as const;

/** A distance of exponents from which on the reduction is left incomplete. */
const completeBelow = 64;

/** (nearest): r becomes the remainder of a / b; the quotient is cut off, or the nearest integer. */
function remainder(f: FunctionBuilder, scope: FloatScope, nearest: Local): void {
  const n = numbers(f);
  const { a, b, r } = n;
  f.if(f.call(scope.routines.floatNan), () => f.return(remainderBit.none));
  f.if(a.is('infinity').or(b.is('zero')), () => {
    signal(f, exception.invalid);
    r.becomeDefaultNan();
    f.return(remainderBit.none);
  });
  signalDenormals(n);
  const distance = f.let(a.get('exponent').sub(b.get('exponent')));
  const isSmall = distance.ltS(i32(0).sub(nearest));
  const unchanged = a.is('zero').or(b.is('infinity')).or(isSmall);
  f.if(unchanged, () => {
    r.copy(a);
    f.return(0);
  });
  const isPartial = f.let(distance.geS(completeBelow));
  const steps = f.let(select(isPartial, distance.and(31).or(32), distance));
  const divisor = f.let(b.get('high'));
  const rest = f.let(a.get('high'));
  const quotient = f.let(i64(0));
  const carry = f.let(i32(0));
  const exponent = f.let(a.get('exponent').sub(steps));
  // With the divisor's exponent one higher, the quotient is 0 and the rest half of the divisor.
  f.if(steps.geS(0), () => {
    const left = f.let(steps.add(1));
    f.while(left, () => {
      f.set(quotient, quotient.shl(1));
      f.if(carry.or(rest.geU(divisor)), () => {
        f.set(rest, rest.sub(divisor));
        f.set(quotient, quotient.or(1));
      });
      f.set(left, left.sub(1));
      f.if(left, () => {
        f.set(carry, rest.shrU(63).low32());
        f.set(rest, rest.shl(1));
      });
    });
  });
  const sign = f.let(a.get('sign'));
  f.if(nearest.and(isPartial.isZero()), () =>
    roundQuotient(f, { steps, rest, divisor, quotient, exponent, sign }),
  );
  f.if(
    rest.isZero(),
    () => r.become('zero', sign),
    () => {
      const shift = f.let(rest.clz());
      r.become('finite', sign);
      r.set('exponent', exponent.sub(shift.low32()));
      r.set('high', rest.shl(shift));
      r.set('low', 0);
    },
  );
  const bits = quotient.low32().and(remainderBit.quotient);
  f.return(select(isPartial, i32(remainderBit.incomplete), bits));
}

interface Division {
  readonly steps: Local;
  readonly rest: Local;
  readonly divisor: Local;
  readonly quotient: Local;
  readonly exponent: Local;
  readonly sign: Local;
}

/** The next integer, if it is nearer, or even and as near: what is left turns its sign. */
function roundQuotient(f: FunctionBuilder, d: Division): void {
  const { rest, divisor, quotient } = d;
  const half = f.let(divisor.sub(rest));
  const isOdd = quotient.low32().and(1);
  const isNearer = f.let(rest.gtU(half).or(rest.eq(half).and(isOdd)));
  f.if(
    d.steps.ltS(0),
    () => {
      // The number is rest / 2 in units of the divisor's last place.
      f.if(rest.gtU(divisor), () => {
        f.set(rest, divisor.shl(1).sub(rest));
        f.set(quotient, i64(1));
        f.set(d.sign, d.sign.xor(1));
      });
      f.set(d.exponent, d.exponent.sub(1));
    },
    () => {
      f.if(isNearer, () => {
        f.set(rest, half);
        f.set(quotient, quotient.add(1));
        f.set(d.sign, d.sign.xor(1));
      });
    },
  );
}

/** No number scaled by more than this is in range. */
const scaleMax = 0x10000;

/** (): r becomes a * 2^b, with b cut off to an integer. */
function scale(f: FunctionBuilder, scope: FloatScope): void {
  const n = numbers(f);
  const { a, b, r } = n;
  f.if(f.call(scope.routines.floatNan), () => f.return());
  const negative = f.let(b.get('sign'));
  f.if(b.is('infinity'), () => {
    const opposite = select(negative, i32(kind.infinity), i32(kind.zero));
    f.if(a.get('kind').eq(opposite), () => invalid(n));
    signalDenormals(n);
    r.set('kind', select(negative, i32(kind.zero), i32(kind.infinity)));
    r.set('sign', a.get('sign'));
    f.return();
  });
  signalDenormals(n);
  r.copy(a);
  f.if(b.is('finite').and(b.get('exponent').geS(0)), () => {
    const shift = i32(63).sub(b.get('exponent')).zeroExtend();
    const whole = b.get('high').shrU(shift).low32();
    const by = f.let(select(b.get('exponent').geS(16), i32(scaleMax), whole));
    r.set('exponent', a.get('exponent').add(select(negative, by.negate(), by)));
  });
}

/** (): r becomes the exponent of a, as a number; a keeps its significand, with exponent 0. */
function extract(f: FunctionBuilder, scope: FloatScope): void {
  const n = numbers(f);
  const { a, b, r } = n;
  b.become('zero', 0);
  b.set('denormal', 0);
  f.if(f.call(scope.routines.floatNan), () => {
    a.copy(r);
    f.return();
  });
  f.if(a.is('zero'), () => {
    signal(f, exception.zeroDivide);
    r.become('infinity', 1);
    f.return();
  });
  signalDenormals(n);
  f.if(a.is('infinity'), () => {
    r.become('infinity', 0);
    f.return();
  });
  const exponent = a.get('exponent').signExtend();
  f.run(scope.routines.floatFromInteger, i32(floatCell.r), exponent);
  a.set('exponent', 0);
}

export function defineRemainder(scope: FloatScope): void {
  const { module, routines: r } = scope;
  module.define(r.floatRemainder, (f, nearest) => remainder(f, scope, nearest));
  module.define(r.floatScale, (f) => scale(f, scope));
  module.define(r.floatExtract, (f) => extract(f, scope));
}
