/** Integer arithmetic, comparisons and logic on vectors (SDM 1 5.4, 5.6.3, 5.8, 5.10). */
import type { Value } from '../../wasm/value.ts';
import { i32 } from '../../wasm/value.ts';
import { i16x8, i32x4, i64x2, i8x16, v128, zeroVector } from '../../wasm/vector.ts';
import type { Meaning, Row } from '../row.ts';
import type { Operation } from '../vector-meaning.ts';
import { binary, joining, unary } from '../vector-meaning.ts';
import { evenLanes, oddLanes } from './vector-shuffles.ts';
import {
  floats,
  integers,
  sinceMmx,
  sinceSse,
  sinceSse41,
  sinceSse42,
  sinceSsse3,
} from './vector-rows.ts';

type Binary = (a: Value, b: Value) => Value;

const shapes = { b: i8x16, w: i16x8, d: i32x4, q: i64x2 } as const;
type Lane = keyof typeof shapes;
const laneBits = { b: 8, w: 16, d: 32, q: 64 } as const;

const all = (bits: bigint): Value => v128.of(bits, bits);

/** Upper halves of the products of 16-bit lanes. */
const highProducts =
  (low: Binary, high: Binary): Operation =>
  (a, b) =>
    oddLanes(low(a, b), high(a, b), 2);

const lowestWords = all(0x8000_8000_8000_8000n);
/** WebAssembly saturates the one product that has no place; x86 lets it overflow (SDM 2B). */
const roundedProducts: Operation = (a, b) => {
  const overflows = v128.and(i16x8.eq(a, lowestWords), i16x8.eq(b, lowestWords));
  return v128.xor(i16x8.mulRoundS(a, b), overflows);
};

const lowDoublewords = all(0xffff_ffffn);
const signedDoubleword = (a: Value): Value => i64x2.shrS(i64x2.shl(a, i32(32)), i32(32));

/** Unsigned bytes of one by signed bytes of the other: sums of pairs, saturated. */
const byteProducts: Operation = (a, b, f) => {
  const low = f.let(i16x8.mul(i16x8.extendLowU(a), i16x8.extendLowS(b)));
  const high = f.let(i16x8.mul(i16x8.extendHighU(a), i16x8.extendHighS(b)));
  return i16x8.addSatS(evenLanes(low, high, 2), oddLanes(low, high, 2));
};

/** The sum of eight absolute differences of bytes, in each quadword. */
const sumOfDifferences: Operation = (a, b, f) => {
  const differences = v128.or(i8x16.subSatU(a, b), i8x16.subSatU(b, a));
  const sums = f.let(i32x4.pairSumsU(i16x8.pairSumsU(differences)));
  return v128.and(i64x2.add(sums, i64x2.shrU(sums, i32(32))), lowDoublewords);
};

/** `a` with the sign of `b`, or 0. */
const signs = (lane: 'b' | 'w' | 'd'): Operation => {
  const shape = shapes[lane];
  return (a, b, f) => {
    const negative = f.let(shape.shrS(b, i32(laneBits[lane] - 1)));
    const signed = shape.sub(v128.xor(a, negative), negative);
    return v128.andNot(signed, shape.eq(b, zeroVector));
  };
};

/** `name` and a letter for the lanes, over the opcodes of each. */
const each = (
  name: string,
  operation: 'add' | 'sub' | 'eq' | 'gtS',
  opcodes: Partial<Record<Lane, string>>,
): Row[] =>
  Object.entries(opcodes).flatMap(([key, opcode]) => {
    const lane = key as Lane;
    const result: Operation = (a, b) => shapes[lane][operation](a, b);
    return integers(binary(`${name}${lane}`, result), opcode, sinceMmx);
  });

/** Neighbours of both sources, added or subtracted: those of the first source come first. */
const horizontal = (name: string, bytes: 2 | 4, operation: Binary): Meaning =>
  joining(name, (a, b) => operation(evenLanes(a, b, bytes), oddLanes(a, b, bytes)));

const andNot: Operation = (a, b) => v128.andNot(b, a);

// prettier-ignore
export const vectorIntegers: readonly Row[] = [
  ...each('padd', 'add', { b: '0F FC', w: '0F FD', d: '0F FE' }),
  ...integers(binary('paddq', i64x2.add), '0F D4', { mmx: 'sse2', sse: 'sse2' }),
  ...each('psub', 'sub', { b: '0F F8', w: '0F F9', d: '0F FA' }),
  ...integers(binary('psubq', i64x2.sub), '0F FB', { mmx: 'sse2', sse: 'sse2' }),
  ...integers(binary('paddsb', i8x16.addSatS), '0F EC', sinceMmx),
  ...integers(binary('paddsw', i16x8.addSatS), '0F ED', sinceMmx),
  ...integers(binary('paddusb', i8x16.addSatU), '0F DC', sinceMmx),
  ...integers(binary('paddusw', i16x8.addSatU), '0F DD', sinceMmx),
  ...integers(binary('psubsb', i8x16.subSatS), '0F E8', sinceMmx),
  ...integers(binary('psubsw', i16x8.subSatS), '0F E9', sinceMmx),
  ...integers(binary('psubusb', i8x16.subSatU), '0F D8', sinceMmx),
  ...integers(binary('psubusw', i16x8.subSatU), '0F D9', sinceMmx),
  ...integers(binary('pavgb', i8x16.avgrU), '0F E0', sinceSse),
  ...integers(binary('pavgw', i16x8.avgrU), '0F E3', sinceSse),
  ...integers(binary('pminub', i8x16.minU), '0F DA', sinceSse),
  ...integers(binary('pmaxub', i8x16.maxU), '0F DE', sinceSse),
  ...integers(binary('pminsw', i16x8.minS), '0F EA', sinceSse),
  ...integers(binary('pmaxsw', i16x8.maxS), '0F EE', sinceSse),
  ...integers(binary('pminsb', i8x16.minS), '0F 38 38', sinceSse41),
  ...integers(binary('pminsd', i32x4.minS), '0F 38 39', sinceSse41),
  ...integers(binary('pminuw', i16x8.minU), '0F 38 3A', sinceSse41),
  ...integers(binary('pminud', i32x4.minU), '0F 38 3B', sinceSse41),
  ...integers(binary('pmaxsb', i8x16.maxS), '0F 38 3C', sinceSse41),
  ...integers(binary('pmaxsd', i32x4.maxS), '0F 38 3D', sinceSse41),
  ...integers(binary('pmaxuw', i16x8.maxU), '0F 38 3E', sinceSse41),
  ...integers(binary('pmaxud', i32x4.maxU), '0F 38 3F', sinceSse41),
  ...each('pcmpeq', 'eq', { b: '0F 74', w: '0F 75', d: '0F 76' }),
  ...each('pcmpgt', 'gtS', { b: '0F 64', w: '0F 65', d: '0F 66' }),
  ...integers(binary('pcmpeqq', i64x2.eq), '0F 38 29', sinceSse41),
  ...integers(binary('pcmpgtq', i64x2.gtS), '0F 38 37', sinceSse42),
  ...integers(binary('pmullw', i16x8.mul), '0F D5', sinceMmx),
  ...integers(binary('pmulld', i32x4.mul), '0F 38 40', sinceSse41),
  ...integers(binary('pmulhw', highProducts(i32x4.mulLowS, i32x4.mulHighS)), '0F E5', sinceMmx),
  ...integers(binary('pmulhuw', highProducts(i32x4.mulLowU, i32x4.mulHighU)), '0F E4', sinceSse),
  ...integers(binary('pmulhrsw', roundedProducts), '0F 38 0B', sinceSsse3),
  ...integers(binary('pmuludq', (a, b) => i64x2.mul(v128.and(a, lowDoublewords), v128.and(b, lowDoublewords))), '0F F4', { mmx: 'sse2', sse: 'sse2' }),
  ...integers(binary('pmuldq', (a, b) => i64x2.mul(signedDoubleword(a), signedDoubleword(b))), '0F 38 28', sinceSse41),
  ...integers(binary('pmaddwd', i32x4.dot), '0F F5', sinceMmx),
  ...integers(binary('pmaddubsw', byteProducts), '0F 38 04', sinceSsse3),
  ...integers(binary('psadbw', sumOfDifferences), '0F F6', sinceSse),
  ...integers(binary('psignb', signs('b')), '0F 38 08', sinceSsse3),
  ...integers(binary('psignw', signs('w')), '0F 38 09', sinceSsse3),
  ...integers(binary('psignd', signs('d')), '0F 38 0A', sinceSsse3),
  ...integers(unary('pabsb', i8x16.abs), '0F 38 1C', sinceSsse3, 'Vx,Wx'),
  ...integers(unary('pabsw', i16x8.abs), '0F 38 1D', sinceSsse3, 'Vx,Wx'),
  ...integers(unary('pabsd', i32x4.abs), '0F 38 1E', sinceSsse3, 'Vx,Wx'),
  ...integers(horizontal('phaddw', 2, i16x8.add), '0F 38 01', sinceSsse3),
  ...integers(horizontal('phaddd', 4, i32x4.add), '0F 38 02', sinceSsse3),
  ...integers(horizontal('phaddsw', 2, i16x8.addSatS), '0F 38 03', sinceSsse3),
  ...integers(horizontal('phsubw', 2, i16x8.sub), '0F 38 05', sinceSsse3),
  ...integers(horizontal('phsubd', 4, i32x4.sub), '0F 38 06', sinceSsse3),
  ...integers(horizontal('phsubsw', 2, i16x8.subSatS), '0F 38 07', sinceSsse3),
  ...integers(binary('pand', v128.and), '0F DB', sinceMmx),
  ...integers(binary('pandn', andNot), '0F DF', sinceMmx),
  ...integers(binary('por', v128.or), '0F EB', sinceMmx),
  ...integers(binary('pxor', v128.xor), '0F EF', sinceMmx),
  ...floats({ ps: binary('andps', v128.and), pd: binary('andpd', v128.and) }, '0F 54'),
  ...floats({ ps: binary('andnps', andNot), pd: binary('andnpd', andNot) }, '0F 55'),
  ...floats({ ps: binary('orps', v128.or), pd: binary('orpd', v128.or) }, '0F 56'),
  ...floats({ ps: binary('xorps', v128.xor), pd: binary('xorpd', v128.xor) }, '0F 57'),
];
