/** How meanings of vector instructions are written: once, for MMX, SSE, VEX.128 and VEX.256. */
import { upperHalf } from '../memory/layout.ts';
import { vectorField, vectorFlag } from './vector-record.ts';
import type { FunctionBuilder } from '../wasm/function.ts';
import type { Local, Value } from '../wasm/value.ts';
import { load } from '../wasm/value.ts';
import { v128, zeroVector } from '../wasm/vector.ts';
import type { Context } from './context.ts';
import type { Meaning } from './row.ts';
import { transfer } from './row.ts';

/** 0: bits 0 to 127 of a vector; 1: bits 128 to 255, which only some forms use. */
export type Half = 0 | 1;

/**
 * The operands of a vector instruction, once its checks are done and its source is read. With two
 * operands the first source is the destination, as it was. A source from memory is zero-extended.
 */
export class VectorOperands {
  readonly #x: Context;
  readonly #source: Local;

  /** Emits the checks: state that is not enabled, and faults of the memory operand. */
  constructor(x: Context) {
    this.#x = x;
    this.#source = x.f.call(x.routines.vectorBegin, x.cpu, x.record);
    x.f.if(this.#source.isZero(), () => x.go.fault());
  }

  /** The first of two sources. */
  first(half: Half = 0): Value {
    return v128.load(this.#register(vectorField.first), half * upperHalf);
  }

  /** The last source, a register or memory. */
  second(half: Half = 0): Value {
    return v128.load(this.#source, half * upperHalf);
  }

  /** The register named by the immediate; XMM0 without a VEX prefix. */
  third(half: Half = 0): Value {
    return v128.load(this.#register(vectorField.third), half * upperHalf);
  }

  /** A number in the last source, for what reads less than a vector. */
  number(bytes: 1 | 2 | 4 | 8): Value {
    return load(bytes === 8 ? 'i64' : 'i32', bytes, this.#source);
  }

  /** Host address of the last source. */
  get source(): Local {
    return this.#source;
  }

  get immediate(): Value {
    return this.#x.field(vectorField.immediate, 1);
  }

  /** Bytes of the memory operand, also where it is a register. */
  get bytes(): Value {
    return this.#x.field(vectorField.bytes, 1);
  }

  /** Whether a bit of vectorFlag is set: not zero if so. */
  is(flag: keyof typeof vectorFlag): Value {
    return this.#x.field(vectorField.flags, 2).and(vectorFlag[flag]);
  }

  /** Writes the destination and goes on. Only forms that have a half write it. */
  finish(low: Value, high: Value = zeroVector): void {
    const x = this.#x;
    x.f.if(x.f.call(x.routines.vectorEnd, x.cpu, x.record, low, high), () => x.go.fault());
    x.go.next();
  }

  #register(field: number): Value {
    return this.#x.cpu.add(this.#x.field(field, 2));
  }
}

/** What becomes of 128 bits of the sources; intermediate results are bound with `f.let`. */
export type Operation = (a: Value, b: Value, f: FunctionBuilder) => Value;
export type UnaryOperation = (a: Value, f: FunctionBuilder) => Value;

export const vectorMeaning = (
  name: string,
  emit: (v: VectorOperands, x: Context) => void,
): Meaning => transfer(name, (x) => emit(new VectorOperands(x), x));

/** Each half of the destination from the same halves of both sources. */
export const binary = (name: string, result: Operation): Meaning =>
  vectorMeaning(name, (v, { f }) => {
    const half = (at: Half): Local => f.let(result(f.let(v.first(at)), f.let(v.second(at)), f));
    v.finish(half(0), half(1));
  });

/** Each half of the destination from the same half of the last source. */
export const unary = (name: string, result: UnaryOperation): Meaning =>
  vectorMeaning(name, (v, { f }) => {
    const half = (at: Half): Local => f.let(result(f.let(v.second(at)), f));
    v.finish(half(0), half(1));
  });

/**
 * As binary, for results that depend on the length of a vector: the MMX form has both its sources
 * side by side in either operand, and its result in the low quadword.
 */
export const joining = (name: string, result: Operation): Meaning =>
  vectorMeaning(name, (v, { f }) => {
    const [a, b] = [f.let(v.first()), f.let(v.second())];
    f.if(v.is('mmx'), () => {
      f.set(a, lowHalves(a, b));
      f.set(b, a);
    });
    const low = f.let(result(a, b, f));
    f.set(a, v.first(1));
    f.set(b, v.second(1));
    v.finish(low, f.let(result(a, b, f)));
  });

/** The low quadwords of two vectors, side by side. */
export const lowHalves = (a: Value, b: Value): Value =>
  v128.shuffle(a, b, [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
