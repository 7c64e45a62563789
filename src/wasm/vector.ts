/** 128-bit vectors: loads, constants, and the operators of each lane shape (WASM core spec 5.4.8). */
import { assert } from '../foundation/assert.ts';
import type { Bytes } from './bytes.ts';
import type { Type } from './value.ts';
import { Value } from './value.ts';

type Unary = (a: Value) => Value;
type Binary = (a: Value, b: Value) => Value;
type Table = Readonly<Record<string, number>>;

/** Vector opcodes stand behind the byte FD, as unsigned integers. */
export const vectorOpcode = (code: Bytes, opcode: number): Bytes => code.u8(0xfd).unsigned(opcode);

const operator = (result: Type, opcode: number, ...operands: Value[]): Value =>
  new Value(result, (code) => {
    for (const operand of operands) operand.emit(code);
    vectorOpcode(code, opcode);
  });

const mapped = <T extends Table, F>(table: T, make: (opcode: number) => F): Record<keyof T, F> =>
  Object.fromEntries(Object.entries(table).map(([name, at]) => [name, make(at)])) as Record<
    keyof T,
    F
  >;

/** Two vectors to one. */
const binary = <T extends Table>(table: T): Record<keyof T, Binary> =>
  mapped(table, (opcode) => (a: Value, b: Value) => operator('v128', opcode, a, b));
/** One vector to one. */
const unary = <T extends Table>(table: T): Record<keyof T, Unary> =>
  mapped(table, (opcode) => (a: Value) => operator('v128', opcode, a));
/** A vector to an i32. */
const test = <T extends Table>(table: T): Record<keyof T, Unary> =>
  mapped(table, (opcode) => (a: Value) => operator('i32', opcode, a));

/** An operator whose lane is a constant behind its opcode. */
const withLane = (result: Type, opcode: number, lane: number, ...operands: Value[]): Value => {
  const plain = operator(result, opcode, ...operands);
  return new Value(result, (code) => (plain.emit(code), code.u8(lane)));
};

/** What every shape has: splat, and a lane out of it or into it. */
const lanes = (type: Type, splat: number, extract: number, replace: number) => ({
  splat: (value: Value): Value => operator('v128', splat, value),
  /** Lane `lane`, zero-extended where the shape's lanes are narrower than an i32. */
  extract: (a: Value, lane: number): Value => withLane(type, extract, lane, a),
  replace: (a: Value, lane: number, value: Value): Value =>
    withLane('v128', replace, lane, a, value),
});

// prettier-ignore
export const i8x16 = {
  ...lanes('i32', 15, 22, 23),
  ...binary({
    swizzle: 14, eq: 35, gtS: 39, narrowS: 101, narrowU: 102, shl: 107, shrS: 108, shrU: 109,
    add: 110, addSatS: 111, addSatU: 112, sub: 113, subSatS: 114, subSatU: 115, minS: 118,
    minU: 119, maxS: 120, maxU: 121, avgrU: 123,
  }),
  ...unary({ abs: 96 }),
  ...test({ bitmask: 100 }),
};

// prettier-ignore
export const i16x8 = {
  ...lanes('i32', 16, 25, 26),
  ...binary({
    eq: 45, gtS: 49, narrowS: 133, narrowU: 134, shl: 139, shrS: 140, shrU: 141, add: 142,
    addSatS: 143, addSatU: 144, sub: 145, subSatS: 146, subSatU: 147, mul: 149, minS: 150,
    minU: 151, maxS: 152, maxU: 153, avgrU: 155, mulLowS: 156, mulHighS: 157, mulLowU: 158,
    mulHighU: 159,
    /** Q15 product, rounded; saturates where both are -1. */
    mulRoundS: 130,
  }),
  ...unary({
    pairSumsS: 124, pairSumsU: 125, abs: 128, extendLowS: 135, extendHighS: 136, extendLowU: 137,
    extendHighU: 138,
  }),
  ...test({ bitmask: 132 }),
};

// prettier-ignore
export const i32x4 = {
  ...lanes('i32', 17, 27, 28),
  ...binary({
    eq: 55, gtS: 59, shl: 171, shrS: 172, shrU: 173, add: 174, sub: 177, mul: 181, minS: 182,
    minU: 183, maxS: 184, maxU: 185, dot: 186, mulLowS: 188, mulHighS: 189, mulLowU: 190,
    mulHighU: 191,
  }),
  ...unary({
    pairSumsS: 126, pairSumsU: 127, abs: 160, extendLowS: 167, extendHighS: 168, extendLowU: 169,
    extendHighU: 170,
  }),
  ...test({ bitmask: 164 }),
};

// prettier-ignore
export const i64x2 = {
  ...lanes('i64', 18, 29, 30),
  ...binary({
    shl: 203, shrS: 204, shrU: 205, add: 206, sub: 209, mul: 213, eq: 214, gtS: 217, mulLowS: 220,
    mulHighS: 221, mulLowU: 222, mulHighU: 223,
  }),
  ...unary({
    extendLowS: 199, extendHighS: 200, extendLowU: 201, extendHighU: 202,
  }),
  ...test({ bitmask: 196 }),
};

const loadOf = (opcode: number, address: Value, offset: number): Value =>
  new Value('v128', (code) => {
    address.emit(code);
    vectorOpcode(code, opcode).u8(0).unsigned(offset);
  });

const littleEndian = (half: bigint): number[] =>
  Array.from({ length: 8 }, (_, at) => Number((half >> BigInt(at * 8)) & 0xffn));

export const v128 = {
  ...binary({ and: 78, andNot: 79, or: 80, xor: 81 }),
  ...unary({ not: 77 }),
  ...test({ anyTrue: 83 }),

  /** The bits of `a` where `mask` has ones, of `b` elsewhere. */
  select: (a: Value, b: Value, mask: Value): Value => operator('v128', 82, a, b, mask),

  /** The bytes of `a` (0 to 15) and `b` (16 to 31) that `picks` names, in its order. */
  shuffle: (a: Value, b: Value, picks: readonly number[]): Value => {
    assert(picks.length === 16, 'a shuffle picks 16 bytes');
    const plain = operator('v128', 13, a, b);
    return new Value('v128', (code) => (plain.emit(code), code.append(picks)));
  },

  /** A constant, from its 16 bytes. */
  bytes: (bytes: readonly number[]): Value => {
    assert(bytes.length === 16, 'a vector has 16 bytes');
    return new Value('v128', (code) => vectorOpcode(code, 12).append(bytes));
  },

  /** A constant, from its halves. */
  of: (low: bigint, high: bigint): Value =>
    v128.bytes([...littleEndian(low), ...littleEndian(high)]),

  /** 16 bytes at `address + offset` of linear memory. */
  load: (address: Value, offset = 0): Value => loadOf(0, address, offset),
  /** 4 or 8 bytes there, the rest of the vector zero. */
  load32: (address: Value, offset = 0): Value => loadOf(92, address, offset),
  load64: (address: Value, offset = 0): Value => loadOf(93, address, offset),
} as const;

/** The vector of zeros. */
export const zeroVector: Value = v128.of(0n, 0n);
