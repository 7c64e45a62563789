/** Floating-point numbers taken apart, and the cells through which the routines pass them on. */
import { floatCells } from '../../memory/layout.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Value } from '../../wasm/value.ts';
import { asValue, i32, load } from '../../wasm/value.ts';

/** What a number is. From `quiet` on it is no number, from `signalling` on it is invalid. */
export const kind = {
  zero: 0,
  finite: 1,
  infinity: 2,
  quiet: 3,
  signalling: 4,
  /** An encoding of 80 bits that has had no meaning since the 80387 (SDM 1 8.2.2). */
  unsupported: 5,
} as const;

/** Formats: 32, 64 and 80 bits. */
export const format = { single: 0, double: 1, extended: 2 } as const;

/** Rounding control, as in the x87 control word and in MXCSR (SDM 1 4.8.4). */
export const rounding = { nearest: 0, down: 1, up: 2, zero: 3 } as const;

/** Exceptions, as in the x87 status word and in MXCSR (SDM 1 8.5, 10.2.3). */
export const exception = {
  invalid: 1,
  denormal: 2,
  zeroDivide: 4,
  overflow: 8,
  underflow: 0x10,
  precision: 0x20,
  all: 0x3f,
} as const;

/**
 * Cells of the routines, at fixed places: dead between two instructions, so no CPU's state.
 * `a`, `b` and `r` are numbers taken apart: two operands and a result not rounded yet.
 */
export const floatCell = {
  a: floatCells,
  b: floatCells + 0x20,
  r: floatCells + 0x40,
  rounding: floatCells + 0x60,
  /** Exceptions that are masked. */
  masks: floatCells + 0x64,
  /** Exceptions met so far. */
  flags: floatCells + 0x68,
  /** Bits of the significand that results of 80 bits keep: 24, 53 or 64. */
  precision: floatCells + 0x6c,
  /** 1 for x87: which NaN is handed on, and what becomes of results out of range. */
  x87: floatCells + 0x70,
  /** MXCSR.DAZ and MXCSR.FZ: denormal operands, and tiny results, are zeros. */
  denormalsAreZeros: floatCells + 0x74,
  flushToZero: floatCells + 0x78,
  /** 1 if a rounding went away from zero: C1 of x87. */
  roundedUp: floatCells + 0x7c,
  /** The rounded result: its low 64 bits, and sign and exponent of 80 bits. */
  result: floatCells + 0x80,
  resultHigh: floatCells + 0x88,
  /** x87: an operand was not there, or no room for the result; a value of `stackFault`. */
  stackFault: floatCells + 0x8c,
  /** Operands and result of vector instructions, 32 bytes each. */
  first: floatCells + 0xa0,
  second: floatCells + 0xc0,
  destination: floatCells + 0xe0,
  /** Intermediate results of transcendental functions, taken apart. */
  x: floatCells + 0x100,
  y: floatCells + 0x120,
  z: floatCells + 0x140,
  sum: floatCells + 0x160,
  term: floatCells + 0x180,
  sine: floatCells + 0x1a0,
  cosine: floatCells + 0x1c0,
  /** What fused operations of vectors add, 32 bytes. */
  third: floatCells + 0x1e0,
} as const;

type Part = 'kind' | 'sign' | 'exponent' | 'denormal' | 'high' | 'low';

/**
 * A finite number is (-1)^sign * high:low / 2^127 * 2^exponent with the top bit of `high` set; the
 * last bit of `low` may stand for all that lies below. A NaN has its payload in `high`, as 80 bits
 * have it. `denormal` says that it was one.
 */
const partAt: Readonly<Record<Part, number>> = {
  kind: 0,
  sign: 4,
  exponent: 8,
  denormal: 12,
  high: 16,
  low: 24,
};

/** A positive number as its parts. */
export interface FloatConstant {
  readonly exponent: number;
  readonly high: bigint;
  readonly low?: bigint;
}

export const one: FloatConstant = { exponent: 0, high: 1n << 63n };

/** A number in memory, as values to compute with. */
export class FloatNumber {
  readonly #f: FunctionBuilder;
  readonly #base: Value;
  readonly #offset: number;

  /** `place` is an offset in floatCell, or the address of one. */
  constructor(f: FunctionBuilder, place: number | Value) {
    this.#f = f;
    this.#base = typeof place === 'number' ? i32(0) : place;
    this.#offset = typeof place === 'number' ? place : 0;
  }

  get(part: Part): Value {
    const isWide = part === 'high' || part === 'low';
    return load(isWide ? 'i64' : 'i32', isWide ? 8 : 4, this.#base, this.#offset + partAt[part]);
  }

  set(part: Part, value: Value | number | bigint): void {
    const isWide = part === 'high' || part === 'low';
    const bound = asValue(isWide ? 'i64' : 'i32', value);
    this.#f.store(isWide ? 8 : 4, this.#base, bound, this.#offset + partAt[part]);
  }

  /** Becomes `kind` with this sign; the other parts stay. */
  become(what: keyof typeof kind, sign: Value | number): void {
    this.set('kind', kind[what]);
    this.set('sign', sign);
  }

  /** Becomes the value of another number. */
  copy(other: FloatNumber): void {
    for (const part of ['kind', 'sign', 'exponent', 'high', 'low'] as const)
      this.set(part, other.get(part));
  }

  is(what: keyof typeof kind): Value {
    return this.get('kind').eq(kind[what]);
  }

  /** Becomes a finite constant. */
  becomeConstant({ exponent, high, low = 0n }: FloatConstant): void {
    this.become('finite', 0);
    this.set('exponent', exponent);
    this.set('high', high);
    this.set('low', low);
  }

  /** The NaN that invalid operations give (SDM 1 4.8.3.7). */
  becomeDefaultNan(): void {
    this.become('quiet', 1);
    this.set('high', 0xc000000000000000n);
  }
}

type Scalar =
  | 'rounding'
  | 'masks'
  | 'flags'
  | 'precision'
  | 'x87'
  | 'denormalsAreZeros'
  | 'flushToZero'
  | 'roundedUp'
  | 'resultHigh'
  | 'stackFault';

export const floatState = (name: Scalar): Value => load('i32', 4, i32(0), floatCell[name]);

export const setFloatState = (f: FunctionBuilder, name: Scalar, value: Value | number): void =>
  f.store(4, i32(0), asValue('i32', value), floatCell[name]);

/** Notes exceptions (an i32 of their bits). */
export const signal = (f: FunctionBuilder, exceptions: Value | number): void =>
  setFloatState(f, 'flags', floatState('flags').or(exceptions));

export const isMasked = (name: keyof typeof exception): Value =>
  floatState('masks').and(exception[name]).ne(0);
