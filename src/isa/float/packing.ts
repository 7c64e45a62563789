/** Between formats of 32, 64 and 80 bits and numbers taken apart; rounding (SDM 1 4.8.4, 4.9.1). */
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import {
  FloatNumber,
  exception,
  floatCell,
  floatState,
  format as formats,
  isMasked,
  kind,
  rounding,
  setFloatState,
  signal,
} from './number.ts';
import type { FloatScope } from './routines.ts';
import type { Wide } from './wide.ts';
import { shiftRightSticky, wide } from './wide.ts';

const topBit = 1n << 63n;
/** What x87 adds to or takes from the exponent of a result out of range (SDM 1 8.5.4, 8.5.5). */
const exponentWrap = 24576;

/** A value for each format. */
const byFormat = (format: Value, single: number, double: number, extended: number): Value =>
  select(
    format.eq(formats.extended),
    i32(extended),
    select(format.eq(formats.double), i32(double), i32(single)),
  );

const biasOf = (format: Value): Value => byFormat(format, 127, 1023, 16383);
/** Bits behind the binary point that are stored, and all exponent bits set. */
const fractionBits = (format: Value): Value => select(format.eq(formats.double), i32(52), i32(23));
const exponentMax = (format: Value): Value => byFormat(format, 0xff, 0x7ff, 0x7fff);

/** (to, format, low, high). */
function unpack(f: FunctionBuilder, to: Local, format: Local, low: Local, high: Local): void {
  const number = new FloatNumber(f, to);
  const biased = f.local('i32');
  const significand = f.local('i64');
  f.if(
    format.eq(formats.extended),
    () => {
      f.set(biased, high.and(0x7fff));
      number.set('sign', high.shrU(15).and(1));
      f.set(significand, low);
    },
    () => {
      const fraction = f.let(fractionBits(format));
      f.set(biased, low.shrU(fraction.zeroExtend()).low32().and(exponentMax(format)));
      number.set(
        'sign',
        low
          .shrU(select(format, i64(63), i64(31)))
          .low32()
          .and(1),
      );
      f.set(significand, low.shl(i32(63).sub(fraction).zeroExtend()).and(topBit - 1n));
      f.if(biased, () => f.set(significand, significand.or(topBit)));
    },
  );
  number.set('denormal', 0);
  number.set('low', i64(0));
  f.if(biased.eq(exponentMax(format)), () => {
    number.set('high', significand);
    const isQuiet = significand.shrU(62).low32().and(1);
    const nan = select(isQuiet, i32(kind.quiet), i32(kind.signalling));
    number.set('kind', select(significand.shl(1).isZero(), i32(kind.infinity), nan));
    f.if(significand.geS(0), () => number.set('kind', kind.unsupported));
    f.return();
  });
  f.if(biased.isZero(), () => {
    f.if(significand.isZero().or(floatState('denormalsAreZeros')), () => {
      number.set('kind', kind.zero);
      f.return();
    });
    number.set('denormal', 1);
    f.set(biased, i32(1));
  });
  const shift = f.let(significand.clz());
  const isNormal = shift.isZero().or(number.get('denormal'));
  number.set('kind', select(isNormal, i32(kind.finite), i32(kind.unsupported)));
  number.set('exponent', biased.sub(biasOf(format)).sub(shift.low32()));
  number.set('high', significand.shl(shift));
}

/** (is the kept part odd, what is cut off, sign): 1 to round up in magnitude. */
function increment(f: FunctionBuilder, odd: Local, rest: Local, sign: Local): void {
  const mode = f.let(floatState('rounding'));
  const up = f.let(i32(0));
  const whole = f.let(rest.ne(0));
  f.if(mode.eq(rounding.nearest), () =>
    f.set(up, rest.gtU(topBit).or(rest.eq(i64(topBit)).and(odd))),
  );
  f.if(mode.eq(rounding.down), () => f.set(up, whole.and(sign)));
  f.if(mode.eq(rounding.up), () => f.set(up, whole.and(sign.isZero())));
  setFloatState(f, 'roundedUp', floatState('roundedUp').or(up));
  f.return(up);
}

/** A significand cut to the format's precision, and whether that lost anything. */
interface Cut {
  readonly significand: Local;
  readonly inexact: Local;
}

/** Everything about the number being rounded that its steps share. */
interface Rounding {
  readonly f: FunctionBuilder;
  readonly scope: FloatScope;
  readonly format: Local;
  readonly sign: Local;
  readonly exponent: Local;
  readonly precision: Local;
}

function cut({ f, scope, sign, precision }: Rounding, { high, low }: Wide): Cut {
  const shift = f.let(i32(64).sub(precision).zeroExtend());
  const kept = f.let(high.shrU(shift));
  const lost = high.shl(precision.zeroExtend()).or(low.ne(0).zeroExtend());
  const rest = f.let(select(shift.isZero(), low, lost));
  const up = f.call(scope.routines.floatIncrement, kept.low32().and(1), rest, sign);
  const significand = f.let(kept.add(up.zeroExtend()).shl(shift));
  return { significand, inexact: f.let(rest.ne(0)) };
}

/** Stores a result from its parts as the format has them. */
function pack(
  f: FunctionBuilder,
  format: Local,
  sign: Value,
  biased: Value,
  significand: Value,
): void {
  f.if(
    format.eq(formats.extended),
    () => {
      setFloatState(f, 'resultHigh', sign.shl(15).or(biased));
      f.store(8, i32(0), significand, floatCell.result);
    },
    () => {
      const fraction = f.let(fractionBits(format).zeroExtend());
      const upper = biased.zeroExtend().shl(fraction);
      const signBit = sign.zeroExtend().shl(select(format, i64(63), i64(31)));
      const lower = significand.shl(1).shrU(i64(64).sub(fraction));
      f.store(8, i32(0), signBit.or(upper).or(lower), floatCell.result);
    },
  );
}

const precisionIf = (inexact: Value): Value => inexact.mul(exception.precision);

/** A result that has no room below: denormal, or zero, or wrapped for the handler of #UE. */
function tiny(r: Rounding, value: Wide, unbounded: Cut): void {
  const { f, format, sign, exponent } = r;
  f.if(
    isMasked('underflow'),
    () => {
      f.if(floatState('flushToZero'), () => {
        signal(f, exception.underflow | exception.precision);
        pack(f, format, sign, i32(0), i64(0));
        f.return();
      });
      shiftRightSticky(f, value, i32(1).sub(biasOf(format)).sub(exponent));
      setFloatState(f, 'roundedUp', 0);
      const { significand, inexact } = cut(r, value);
      signal(f, inexact.mul(exception.underflow | exception.precision));
      pack(f, format, sign, significand.shrU(63).low32(), significand);
    },
    () => {
      signal(f, precisionIf(unbounded.inexact).or(exception.underflow));
      packWrapped(r, unbounded.significand, exponentWrap);
    },
  );
  f.return();
}

/**
 * Only x87's own registers take a wrapped result; nobody reads it elsewhere. What FSCALE has moved
 * too far to be wrapped is infinity or zero.
 */
function packWrapped(
  { f, format, sign, exponent }: Rounding,
  significand: Local,
  by: number,
): void {
  const biased = f.let(exponent.add(biasOf(format)).add(by));
  const fits = biased.sub(1).ltU(exponentMax(format).sub(1));
  f.if(
    fits,
    () => pack(f, format, sign, biased, significand),
    () => {
      signal(f, precisionIf(floatState('x87')));
      setFloatState(f, 'roundedUp', Number(by < 0));
      if (by > 0) pack(f, format, sign, i32(0), i64(0));
      else pack(f, format, sign, exponentMax(format), i64(topBit));
    },
  );
}

/** A result that has no room above: infinity, or the largest number where rounding goes down. */
function huge(r: Rounding, unbounded: Cut): void {
  const { f, format, sign, precision } = r;
  signal(f, exception.overflow);
  f.if(
    isMasked('overflow'),
    () => {
      signal(f, exception.precision);
      const mode = f.let(floatState('rounding'));
      const away = select(sign, i32(rounding.down), i32(rounding.up));
      const toInfinity = f.let(mode.eq(rounding.nearest).or(mode.eq(away)));
      const largest = i64(-1).shl(i64(64).sub(precision.zeroExtend()));
      setFloatState(f, 'roundedUp', toInfinity);
      const significand = select(toInfinity, i64(topBit), largest);
      pack(f, format, sign, exponentMax(format).sub(toInfinity.isZero()), significand);
    },
    () => {
      signal(f, precisionIf(unbounded.inexact));
      packWrapped(r, unbounded.significand, -exponentWrap);
    },
  );
  f.return();
}

/** (format). Tiny is what would be too small after rounding with any exponent (SDM 1 4.9.1.5). */
function round(f: FunctionBuilder, scope: FloatScope, format: Local): void {
  const number = new FloatNumber(f, floatCell.r);
  const sign = f.let(number.get('sign'));
  f.if(number.is('finite').isZero(), () => {
    const isZero = number.is('zero');
    const nan = select(number.is('infinity'), i64(topBit), number.get('high').or(i64(3n << 62n)));
    const biased = select(isZero, i32(0), exponentMax(format));
    pack(f, format, sign, f.let(biased), f.let(select(isZero, i64(0), nan)));
    f.return();
  });
  const exponent = f.let(number.get('exponent'));
  const others = select(format.eq(formats.double), i32(53), i32(24));
  const isExtended = format.eq(formats.extended);
  const precision = f.let(select(isExtended, floatState('precision'), others));
  const r: Rounding = { f, scope, format, sign, exponent, precision };
  const value = wide(f, number.get('high'), number.get('low'));
  const unbounded = cut(r, value);
  const { significand, inexact } = unbounded;
  const isCarried = f.let(significand.isZero());
  f.if(isCarried, () => f.set(significand, i64(topBit)));
  const rounded = f.let(exponent.add(isCarried));
  f.if(rounded.ltS(i32(1).sub(biasOf(format))), () => {
    // Of the exponent, only the wrapped result wants the carry.
    f.if(isMasked('underflow').isZero(), () => f.set(exponent, rounded));
    tiny(r, value, unbounded);
  });
  f.set(exponent, rounded);
  f.if(exponent.gtS(biasOf(format)), () => huge(r, unbounded));
  signal(f, precisionIf(inexact));
  pack(f, format, sign, exponent.add(biasOf(format)), significand);
}

/** The rounded result's low 64 bits. */
export const floatResult = (): Value => load('i64', 8, i32(0), floatCell.result);

export function definePacking(scope: FloatScope): void {
  const { module, routines: r } = scope;
  module.define(r.floatUnpack, (f, to, format, low, high) => unpack(f, to, format, low, high));
  module.define(r.floatIncrement, (f, odd, rest, sign) => increment(f, odd, rest, sign));
  module.define(r.floatRound, (f, format) => round(f, scope, format));
}
