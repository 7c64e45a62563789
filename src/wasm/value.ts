/** WebAssembly expressions as values: what is written in TypeScript is computed when the code runs. */
import { assert } from '../foundation/assert.ts';
import type { Bytes } from './bytes.ts';

/** The two number types the engine uses. */
export type NumberType = 'i32' | 'i64';

/** The types of values: numbers, and vectors of 128 bits (operators in vector.ts). */
export type Type = NumberType | 'v128';

export const typeCode: Readonly<Record<Type, number>> = { i32: 0x7f, i64: 0x7e, v128: 0x7b };

/** What an operator accepts beside a value: a constant of the same type. */
export type Operand = Value | number | bigint;

/** Opcodes for i32 and i64 of each operator (WASM core spec 5.4.7). */
// prettier-ignore
const binaryOps = {
  add: [0x6a, 0x7c], sub: [0x6b, 0x7d], mul: [0x6c, 0x7e], divS: [0x6d, 0x7f], divU: [0x6e, 0x80],
  remS: [0x6f, 0x81], remU: [0x70, 0x82], and: [0x71, 0x83], or: [0x72, 0x84], xor: [0x73, 0x85],
  shl: [0x74, 0x86], shrS: [0x75, 0x87], shrU: [0x76, 0x88], rotl: [0x77, 0x89], rotr: [0x78, 0x8a],
} as const;
// prettier-ignore
const compareOps = {
  eq: [0x46, 0x51], ne: [0x47, 0x52], ltS: [0x48, 0x53], ltU: [0x49, 0x54], gtS: [0x4a, 0x55],
  gtU: [0x4b, 0x56], leS: [0x4c, 0x57], leU: [0x4d, 0x58], geS: [0x4e, 0x59], geU: [0x4f, 0x5a],
} as const;
// prettier-ignore
const unaryOps = { clz: [0x67, 0x79], ctz: [0x68, 0x7a], popcnt: [0x69, 0x7b], extend8S: [0xc0, 0xc2], extend16S: [0xc1, 0xc3] } as const;

/**
 * An expression. It is emitted where it is consumed, each time it is consumed: bind it with
 * `FunctionBuilder.let` to compute it once, and before anything it reads changes.
 */
export class Value {
  readonly type: Type;
  readonly emit: (code: Bytes) => void;

  constructor(type: Type, emit: (code: Bytes) => void) {
    this.type = type;
    this.emit = emit;
  }

  add(other: Operand): Value {
    return this.#binary('add', other);
  }
  sub(other: Operand): Value {
    return this.#binary('sub', other);
  }
  mul(other: Operand): Value {
    return this.#binary('mul', other);
  }
  divS(other: Operand): Value {
    return this.#binary('divS', other);
  }
  divU(other: Operand): Value {
    return this.#binary('divU', other);
  }
  remS(other: Operand): Value {
    return this.#binary('remS', other);
  }
  remU(other: Operand): Value {
    return this.#binary('remU', other);
  }
  and(other: Operand): Value {
    return this.#binary('and', other);
  }
  or(other: Operand): Value {
    return this.#binary('or', other);
  }
  xor(other: Operand): Value {
    return this.#binary('xor', other);
  }
  shl(other: Operand): Value {
    return this.#binary('shl', other);
  }
  shrS(other: Operand): Value {
    return this.#binary('shrS', other);
  }
  shrU(other: Operand): Value {
    return this.#binary('shrU', other);
  }
  rotl(other: Operand): Value {
    return this.#binary('rotl', other);
  }
  rotr(other: Operand): Value {
    return this.#binary('rotr', other);
  }

  eq(other: Operand): Value {
    return this.#compare('eq', other);
  }
  ne(other: Operand): Value {
    return this.#compare('ne', other);
  }
  ltS(other: Operand): Value {
    return this.#compare('ltS', other);
  }
  ltU(other: Operand): Value {
    return this.#compare('ltU', other);
  }
  gtS(other: Operand): Value {
    return this.#compare('gtS', other);
  }
  gtU(other: Operand): Value {
    return this.#compare('gtU', other);
  }
  leS(other: Operand): Value {
    return this.#compare('leS', other);
  }
  leU(other: Operand): Value {
    return this.#compare('leU', other);
  }
  geS(other: Operand): Value {
    return this.#compare('geS', other);
  }
  geU(other: Operand): Value {
    return this.#compare('geU', other);
  }

  clz(): Value {
    return this.#unary('clz');
  }
  ctz(): Value {
    return this.#unary('ctz');
  }
  popcnt(): Value {
    return this.#unary('popcnt');
  }
  extend8S(): Value {
    return this.#unary('extend8S');
  }
  extend16S(): Value {
    return this.#unary('extend16S');
  }
  /** All bits inverted. */
  not(): Value {
    return this.xor(-1);
  }
  /** Two's complement negation. */
  negate(): Value {
    return constant(this.type, 0).sub(this);
  }

  /** 1 if the value is zero, else 0, as an i32. */
  isZero(): Value {
    const opcode = this.#opcode([0x45, 0x50]);
    return new Value('i32', (code) => (this.emit(code), code.u8(opcode)));
  }

  /** i64 to its low i32; an i32 stays what it is. */
  low32(): Value {
    if (this.type === 'i32') return this;
    return new Value('i32', (code) => (this.emit(code), code.u8(0xa7)));
  }

  /** i32 zero-extended to i64; an i64 stays what it is. */
  zeroExtend(): Value {
    if (this.type === 'i64') return this;
    return new Value('i64', (code) => (this.emit(code), code.u8(0xad)));
  }

  /** i32 sign-extended to i64; an i64 stays what it is. */
  signExtend(): Value {
    if (this.type === 'i64') return this;
    return new Value('i64', (code) => (this.emit(code), code.u8(0xac)));
  }

  /** An i64 whose low 32 bits are sign-extended. */
  extend32S(): Value {
    assert(this.type === 'i64', 'extend32S of an i32');
    return new Value('i64', (code) => (this.emit(code), code.u8(0xc4)));
  }

  #opcode([narrow, wide]: readonly [number, number]): number {
    assert(this.type !== 'v128', 'arithmetic of a vector needs its shape');
    return this.type === 'i32' ? narrow : wide;
  }

  #binary(name: keyof typeof binaryOps, other: Operand): Value {
    const right = asValue(this.type, other);
    const opcode = this.#opcode(binaryOps[name]);
    return new Value(this.type, (code) => (this.emit(code), right.emit(code), code.u8(opcode)));
  }

  #compare(name: keyof typeof compareOps, other: Operand): Value {
    const right = asValue(this.type, other);
    const opcode = this.#opcode(compareOps[name]);
    return new Value('i32', (code) => (this.emit(code), right.emit(code), code.u8(opcode)));
  }

  #unary(name: keyof typeof unaryOps): Value {
    const opcode = this.#opcode(unaryOps[name]);
    return new Value(this.type, (code) => (this.emit(code), code.u8(opcode)));
  }
}

/** A local variable (or parameter) of the function being built. */
export class Local extends Value {
  readonly index: number;

  constructor(type: Type, index: number) {
    super(type, (code) => code.u8(0x20).unsigned(index));
    this.index = index;
  }
}

export function constant(type: Type, value: number | bigint): Value {
  assert(type !== 'v128', 'constants of vectors are made in vector.ts');
  const opcode = type === 'i32' ? 0x41 : 0x42;
  const bits = typeof value === 'number' && type === 'i32' ? value | 0 : wrapped(type, value);
  return new Value(type, (code) => code.u8(opcode).signed(bits));
}

const wrapped = (type: Type, value: number | bigint): number | bigint =>
  typeof value === 'number' && value === (value | 0)
    ? value
    : BigInt.asIntN(type === 'i32' ? 32 : 64, BigInt(value));

export const i32 = (value: number): Value => constant('i32', value);
export const i64 = (value: number | bigint): Value => constant('i64', value);

/** `operand` as a value of `type`; a value of another type is our own defect. */
export function asValue(type: Type, operand: Operand): Value {
  if (!(operand instanceof Value)) return constant(type, operand);
  assert(operand.type === type, `an ${operand.type} where an ${type} is needed`);
  return operand;
}

/** `whenTrue` if `condition` (i32) is not zero, else `whenFalse`; both are evaluated. */
export function select(condition: Value, whenTrue: Value, whenFalse: Operand): Value {
  const other = asValue(whenTrue.type, whenFalse);
  return new Value(whenTrue.type, (code) => {
    whenTrue.emit(code);
    other.emit(code);
    condition.emit(code);
    code.u8(0x1b);
  });
}

/** How many bytes a memory access moves. */
export type AccessBytes = 1 | 2 | 4 | 8;

// Load and store opcodes by type and access size (unsigned), spec 5.4.6.
const loads = {
  i32: { 1: 0x2d, 2: 0x2f, 4: 0x28, 8: 0 },
  i64: { 1: 0x31, 2: 0x33, 4: 0x35, 8: 0x29 },
};
const stores = {
  i32: { 1: 0x3a, 2: 0x3b, 4: 0x36, 8: 0 },
  i64: { 1: 0x3c, 2: 0x3d, 4: 0x3e, 8: 0x37 },
};

/** Zero-extending load of `bytes` at `address + offset` of linear memory (not of the guest). */
export function load(type: NumberType, bytes: AccessBytes, address: Value, offset = 0): Value {
  const opcode = loads[type][bytes];
  assert(opcode !== 0, 'an 8-byte load into an i32');
  return new Value(type, (code) => (address.emit(code), code.u8(opcode).u8(0).unsigned(offset)));
}

/** Opcode of a store of `bytes` from a value of `type`. */
export function storeOpcode(type: Type, bytes: AccessBytes): number {
  assert(type !== 'v128', 'vectors are stored by storeVector');
  const opcode = stores[type][bytes];
  assert(opcode !== 0, 'an 8-byte store of an i32');
  return opcode;
}
