/** Between numbers taken apart and integers (SDM 1 4.8.3, 8.1.7; 2A FIST, FRNDINT). */
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, select } from '../../wasm/value.ts';
import { becomeUnary, numbers } from './arithmetic.ts';
import { FloatNumber, exception, kind, setFloatState, signal } from './number.ts';
import type { FloatScope } from './routines.ts';
import { shiftRightSticky, wide } from './wide.ts';

/** The integer nearest to a finite `a` below 2^63, and whether it is another number. */
function nearest(
  f: FunctionBuilder,
  scope: FloatScope,
  a: FloatNumber,
): { integer: Local; inexact: Value } {
  const value = wide(f, a.get('high'), i64(0));
  shiftRightSticky(f, value, i32(63).sub(a.get('exponent')));
  const odd = value.high.low32().and(1);
  const up = f.call(scope.routines.floatIncrement, odd, value.low, a.get('sign'));
  return { integer: f.let(value.high.add(up.zeroExtend())), inexact: value.low.ne(0) };
}

/** (suppress). */
function toIntegral(f: FunctionBuilder, scope: FloatScope, suppress: Local): void {
  const n = numbers(f);
  const { a, r } = n;
  becomeUnary(n);
  setFloatState(f, 'roundedUp', 0);
  f.if(f.call(scope.routines.floatNan), () => f.return());
  signal(f, a.get('denormal').mul(exception.denormal));
  r.copy(a);
  f.if(a.is('finite').isZero().or(a.get('exponent').geS(63)), () => f.return());
  const { integer, inexact } = nearest(f, scope, a);
  signal(f, inexact.and(suppress.isZero()).mul(exception.precision));
  f.if(integer.isZero(), () => {
    r.set('kind', kind.zero);
    f.return();
  });
  const shift = f.let(integer.clz());
  r.set('exponent', i32(63).sub(shift.low32()));
  r.set('high', integer.shl(shift));
  r.set('low', 0);
}

/** (bits): an integer that does not fit is the indefinite one, the most negative (SDM 1 8.2.1). */
function toInteger(f: FunctionBuilder, scope: FloatScope, bits: Local): void {
  const { a } = numbers(f);
  setFloatState(f, 'roundedUp', 0);
  const limit = f.let(i64(1).shl(bits.sub(1).zeroExtend()));
  const refuse = (condition: Value): void =>
    f.if(condition, () => {
      signal(f, exception.invalid);
      setFloatState(f, 'roundedUp', 0);
      f.return(limit.negate(), 'i64');
    });
  f.if(a.is('zero'), () => f.return(0, 'i64'));
  f.if(a.is('finite').and(a.get('exponent').eq(63)), () => {
    const isLeast = a.get('sign').and(a.get('high').eq(limit));
    f.if(isLeast, () => f.return(limit, 'i64'));
  });
  refuse(a.is('finite').isZero().or(a.get('exponent').geS(63)));
  const { integer, inexact } = nearest(f, scope, a);
  const last = select(a.get('sign'), limit, limit.sub(1));
  refuse(integer.gtU(last));
  signal(f, inexact.mul(exception.precision));
  f.return(select(a.get('sign'), integer.negate(), integer), 'i64');
}

/** (to, integer). */
function fromInteger(f: FunctionBuilder, to: Local, integer: Local): void {
  const number = new FloatNumber(f, to);
  const sign = f.let(integer.ltS(0));
  const magnitude = f.let(select(sign, integer.negate(), integer));
  const shift = f.let(magnitude.clz());
  const isZero = magnitude.isZero();
  number.set('kind', select(isZero, i32(kind.zero), i32(kind.finite)));
  number.set('sign', sign);
  number.set('denormal', 0);
  number.set('exponent', i32(63).sub(shift.low32()));
  number.set('high', magnitude.shl(shift));
  number.set('low', 0);
}

export function defineInteger(scope: FloatScope): void {
  const { module, routines: r } = scope;
  module.define(r.floatToIntegral, (f, suppress) => toIntegral(f, scope, suppress));
  module.define(r.floatToInteger, (f, bits) => toInteger(f, scope, bits));
  module.define(r.floatFromInteger, (f, to, integer) => fromInteger(f, to, integer));
}
