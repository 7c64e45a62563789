/** What AVX and AVX2 added: broadcasts, permutations, and halves of long vectors (SDM 1 14.1, 14.6). */
import { upperHalf } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load, select } from '../../wasm/value.ts';
import { i16x8, i32x4, i64x2, i8x16, v128, zeroVector } from '../../wasm/vector.ts';
import type { Meaning, Row } from '../row.ts';
import { rows } from '../row.ts';
import type { Half, VectorOperands } from '../vector-meaning.ts';
import { vectorMeaning } from '../vector-meaning.ts';
import { doublewordPicks, upTo } from './vector-shuffles.ts';

const shapes = { 1: i8x16, 2: i16x8, 4: i32x4, 8: i64x2 } as const;

/** The lowest lane of the source in all lanes. */
const broadcast = (name: string, bytes: 1 | 2 | 4 | 8): Meaning =>
  vectorMeaning(name, (v, { f }) => {
    const all = f.let(shapes[bytes].splat(v.number(bytes)));
    v.finish(all, all);
  });

const broadcastHalf = (name: string): Meaning =>
  vectorMeaning(name, (v) => v.finish(v.second(), v.second()));

/** Doublewords of each half, by the low two bits of the second source's doublewords. */
const permuteSingles = vectorMeaning('vpermilps', (v) => {
  const half = (at: Half): Value => {
    const lanes = v128.and(v.second(at), v128.of(0x3_0000_0003n, 0x3_0000_0003n));
    return i8x16.swizzle(v.first(at), laneBytes(lanes));
  };
  v.finish(half(0), half(1));
});

/** Numbers of doublewords (0 to 3) as the bytes that i8x16.swizzle wants. */
const laneBytes = (lanes: Value): Value =>
  i32x4.add(i32x4.mul(lanes, i32x4.splat(i32(0x04040404))), i32x4.splat(i32(0x03020100)));

const permuteSinglesBy = vectorMeaning('vpermilpsImmediate', (v, { f }) => {
  const picks = f.let(doublewordPicks(v.immediate));
  v.finish(i8x16.swizzle(v.second(0), picks), i8x16.swizzle(v.second(1), picks));
});

const pair = (low: Value, high: Value): Value => i64x2.replace(i64x2.splat(low), 1, high);

/** One of the quadwords of a half, by a bit. */
const eitherOf = (source: Value, bit: Value): Value =>
  select(bit, i64x2.extract(source, 1), i64x2.extract(source, 0));

/** Quadwords of each half, by bit 1 of the second source's quadwords. */
const permuteDoubles = vectorMeaning('vpermilpd', (v) => {
  const half = (at: Half): Value => {
    const bit = (lane: number): Value => i64x2.extract(v.second(at), lane).low32().and(2);
    return pair(eitherOf(v.first(at), bit(0)), eitherOf(v.first(at), bit(1)));
  };
  v.finish(half(0), half(1));
});

const permuteDoublesBy = vectorMeaning('vpermilpdImmediate', (v) => {
  const half = (at: Half): Value => {
    const bit = (lane: number): Value => v.immediate.shrU(at * 2 + lane).and(1);
    return pair(eitherOf(v.second(at), bit(0)), eitherOf(v.second(at), bit(1)));
  };
  v.finish(half(0), half(1));
});

/** Offset of the quadword of a long vector with this number, from its low half. */
const quadwordAt = (number: Value): Value =>
  number.and(1).shl(3).add(number.shrU(1).mul(upperHalf));

const doublewordAt = (number: Value): Value =>
  number.and(3).shl(2).add(number.shrU(2).mul(upperHalf));

/** Any quadwords of all four, two bits of the immediate for each. */
const permuteQuadwords = (name: string): Meaning =>
  vectorMeaning(name, (v) => {
    const lane = (at: number): Value =>
      load('i64', 8, v.source.add(quadwordAt(v.immediate.shrU(at * 2).and(3))));
    v.finish(pair(lane(0), lane(1)), pair(lane(2), lane(3)));
  });

/** Any doublewords of all eight, three bits of the first source's doublewords for each. */
const permuteDoublewords = (name: string): Meaning =>
  vectorMeaning(name, (v, { f }) => {
    const half = (at: Half): Local => {
      const indices = f.let(v.first(at));
      const lane = (number: number): Value =>
        load('i32', 4, v.source.add(doublewordAt(i32x4.extract(indices, number).and(7))));
      return f.let(
        upTo(4).reduce((all, number) => i32x4.replace(all, number, lane(number)), zeroVector),
      );
    };
    v.finish(half(0), half(1));
  });

/** A half of either source, by two bits; bit 3 of the four clears it. */
function chosenHalf(v: VectorOperands, control: Value): Value {
  const either = (half: Half): Value => select(control.and(2), v.second(half), v.first(half));
  const half = select(control.and(1), either(1), either(0));
  return select(control.and(8), zeroVector, half);
}

const permuteHalves = (name: string): Meaning =>
  vectorMeaning(name, (v, { f }) => {
    const low = f.let(chosenHalf(v, v.immediate));
    v.finish(low, chosenHalf(v, v.immediate.shrU(4)));
  });

const insertHalf = (name: string): Meaning =>
  vectorMeaning(name, (v) => {
    const upper = v.immediate.and(1);
    v.finish(select(upper, v.first(0), v.second()), select(upper, v.second(), v.first(1)));
  });

const extractHalf = (name: string): Meaning =>
  vectorMeaning(name, (v) => v.finish(select(v.immediate.and(1), v.second(1), v.second(0))));

// prettier-ignore
export const vectorPermutes: readonly Row[] = [
  ...rows(broadcast('vbroadcastss', 4),
    'VEX. 66. 0F 38 18 Vx,Mss ; w0 @avx', 'VEX. 66. 0F 38 18 Vx,Uss ; w0 @avx2'),
  ...rows(broadcast('vbroadcastsd', 8),
    'VEX.256. 66. 0F 38 19 Vx,Msd ; w0 @avx', 'VEX.256. 66. 0F 38 19 Vx,Usd ; w0 @avx2'),
  ...rows(broadcastHalf('vbroadcastf128'), 'VEX.256. 66. 0F 38 1A Vx,Mdq ; w0 @avx'),
  ...rows(broadcastHalf('vbroadcasti128'), 'VEX.256. 66. 0F 38 5A Vx,Mdq ; w0 @avx2'),
  ...rows(broadcast('vpbroadcastb', 1), 'VEX. 66. 0F 38 78 Vx,Wb ; w0 @avx2'),
  ...rows(broadcast('vpbroadcastw', 2), 'VEX. 66. 0F 38 79 Vx,Ww ; w0 @avx2'),
  ...rows(broadcast('vpbroadcastd', 4), 'VEX. 66. 0F 38 58 Vx,Wd ; w0 @avx2'),
  ...rows(broadcast('vpbroadcastq', 8), 'VEX. 66. 0F 38 59 Vx,Wq ; w0 @avx2'),
  ...rows(permuteSingles, 'VEX. 66. 0F 38 0C Vx,Hx,Wx ; w0 @avx'),
  ...rows(permuteSinglesBy, 'VEX. 66. 0F 3A 04 Vx,Wx,Ib ; w0 @avx'),
  ...rows(permuteDoubles, 'VEX. 66. 0F 38 0D Vx,Hx,Wx ; w0 @avx'),
  ...rows(permuteDoublesBy, 'VEX. 66. 0F 3A 05 Vx,Wx,Ib ; w0 @avx'),
  ...rows(permuteHalves('vperm2f128'), 'VEX.256. 66. 0F 3A 06 Vx,Hx,Wx,Ib ; w0 @avx'),
  ...rows(permuteHalves('vperm2i128'), 'VEX.256. 66. 0F 3A 46 Vx,Hx,Wx,Ib ; w0 @avx2'),
  ...rows(permuteDoublewords('vpermd'), 'VEX.256. 66. 0F 38 36 Vx,Hx,Wx ; w0 @avx2'),
  ...rows(permuteDoublewords('vpermps'), 'VEX.256. 66. 0F 38 16 Vx,Hx,Wx ; w0 @avx2'),
  ...rows(permuteQuadwords('vpermq'), 'VEX.256. 66. 0F 3A 00 Vx,Wx,Ib ; w1 @avx2'),
  ...rows(permuteQuadwords('vpermpd'), 'VEX.256. 66. 0F 3A 01 Vx,Wx,Ib ; w1 @avx2'),
  ...rows(insertHalf('vinsertf128'), 'VEX.256. 66. 0F 3A 18 Vx,Hx,Wdq,Ib ; w0 @avx'),
  ...rows(insertHalf('vinserti128'), 'VEX.256. 66. 0F 3A 38 Vx,Hx,Wdq,Ib ; w0 @avx2'),
  ...rows(extractHalf('vextractf128'), 'VEX.256. 66. 0F 3A 19 Wdq,Vx,Ib ; w0 @avx'),
  ...rows(extractHalf('vextracti128'), 'VEX.256. 66. 0F 3A 39 Wdq,Vx,Ib ; w0 @avx2'),
];
