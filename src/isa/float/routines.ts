/** The floating-point routines: what each takes, and one place where all are defined. */
import type { Callee } from '../../wasm/function.ts';
import type { ModuleBuilder } from '../../wasm/module.ts';
import type { Type } from '../../wasm/value.ts';
import { defineArithmetic } from './arithmetic.ts';
import { defineComparison } from './comparison.ts';
import { defineInteger } from './integer.ts';
import { defineLanes } from './lanes.ts';
import { definePacking } from './packing.ts';
import { defineLogarithm } from './logarithm.ts';
import { defineRemainder } from './remainder.ts';
import { defineTrigonometry } from './trigonometry.ts';
import { defineWideArithmetic } from './wide-arithmetic.ts';

/** They work on the cells of number.ts: operands `a` and `b`, unrounded result `r`, and flags. */
export const floatRoutineTypes = {
  /** (to, format, low 64 bits, sign and exponent of 80 bits): takes a number apart. */
  floatUnpack: [['i32', 'i32', 'i64', 'i32'], undefined],
  /** (format): rounds r into result and resultHigh. */
  floatRound: [['i32'], undefined],
  /** (is the kept part odd, what is cut off as a fraction of 2^64, sign): 1 to round up. */
  floatIncrement: [['i32', 'i64', 'i32'], 'i32'],
  /** (): 1 if a or b is a NaN; then r is the NaN to hand on. */
  floatNan: [[], 'i32'],
  /** (number of an x87 operation): r becomes a + b, a - b, b - a, a * b, a / b or b / a. */
  floatArithmetic: [['i32'], undefined],
  /** (): r becomes the square root of a. */
  floatSquareRoot: [[], undefined],
  /** (): r becomes a, as a conversion between formats does. */
  floatConvert: [[], undefined],
  /** (quiet): compares a with b; a value of `relation`. */
  floatCompare: [['i32'], 'i32'],
  /** (suppress precision exceptions): r becomes a, rounded to an integer. */
  floatToIntegral: [['i32'], undefined],
  /** (bits): a as a signed integer, or the integer indefinite. */
  floatToInteger: [['i32'], 'i64'],
  /** (to, integer): takes a signed integer apart. */
  floatFromInteger: [['i32', 'i64'], undefined],
  /** (nearest): r becomes the remainder of a and b; bits of `remainderBit`. */
  floatRemainder: [['i32'], 'i32'],
  /** (): r becomes a * 2^b. */
  floatScale: [[], undefined],
  /** (): r becomes the exponent of a, which keeps its significand. */
  floatExtract: [[], undefined],
  /** (wideOperation, to, x, y): to becomes what it makes of x and y, with 128-bit significands. */
  floatWide: [['i32', 'i32', 'i32', 'i32'], undefined],
  /** (series, terms): sum becomes a power series in z. */
  floatSeries: [['i32', 'i32'], undefined],
  /** (): sine and cosine become those of a; 1 if it is out of range. */
  floatTrigonometry: [[], 'i32'],
  /** (): r becomes the quotient of sine and cosine. */
  floatTangent: [[], undefined],
  /** (): x becomes the logarithm to base 2 of x. */
  floatLogarithm: [[], undefined],
  /** (): r becomes the angle of the point (a, b). */
  floatArctangent: [[], undefined],
  /** (): r becomes 2^a - 1. */
  floatExponential: [[], undefined],
  /** (plus one): r becomes b * log2(a), or b * log2(a + 1). */
  floatLogarithmProduct: [['i32'], undefined],
  /** (laneOperation, element of the sources, element of the destination, lanes). */
  floatLanes: [['i32', 'i32', 'i32', 'i32'], undefined],
} as const satisfies Record<string, readonly [readonly Type[], Type | undefined]>;

export type FloatRoutines = Readonly<Record<keyof typeof floatRoutineTypes, Callee>>;

/** What the definitions need of an engine; tests have no more than this. */
export interface FloatScope {
  readonly module: ModuleBuilder;
  readonly routines: FloatRoutines;
}

export function defineFloat(scope: FloatScope): void {
  definePacking(scope);
  defineArithmetic(scope);
  defineComparison(scope);
  defineInteger(scope);
  defineLanes(scope);
  defineRemainder(scope);
  defineWideArithmetic(scope);
  defineTrigonometry(scope);
  defineLogarithm(scope);
}
