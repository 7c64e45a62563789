/** Putting the lanes of vectors into another order: pack, unpack, shuffle, align (SDM 1 5.4 to 5.10). */
import type { Value } from '../../wasm/value.ts';
import { i32, select } from '../../wasm/value.ts';
import { i16x8, i32x4, i64x2, i8x16, v128 } from '../../wasm/vector.ts';
import type { Meaning, Row } from '../row.ts';
import { row, rows } from '../row.ts';
import type { Half, Operation } from '../vector-meaning.ts';
import { binary, joining, lowHalves, vectorMeaning } from '../vector-meaning.ts';
import { floats, integers, sinceMmx, sinceSse2, sinceSse41, sinceSsse3 } from './vector-rows.ts';

type LaneBytes = 1 | 2 | 4 | 8;

/** Lanes of `bytes` in a row, by their numbers: those of the second vector count on. */
export const pickLanes = (a: Value, b: Value, bytes: LaneBytes, lanes: readonly number[]): Value =>
  v128.shuffle(
    a,
    b,
    lanes.flatMap((lane) => Array.from({ length: bytes }, (_, at) => lane * bytes + at)),
  );

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** Lanes 0, 2, 4 ... of two vectors in a row. */
export const evenLanes = (a: Value, b: Value, bytes: LaneBytes): Value =>
  pickLanes(a, b, bytes, upTo(16 / bytes).map((at) => at * 2)); // prettier-ignore
export const oddLanes = (a: Value, b: Value, bytes: LaneBytes): Value =>
  pickLanes(a, b, bytes, upTo(16 / bytes).map((at) => at * 2 + 1)); // prettier-ignore

/** Lanes of the lower (or upper) half of both vectors, in turn. */
const interleave =
  (bytes: LaneBytes, from: 0 | 8): Operation =>
  (a, b) => {
    const count = 16 / bytes;
    const start = from / bytes;
    const lanes = upTo(count / 2).flatMap((at) => [start + at, count + start + at]);
    return pickLanes(a, b, bytes, lanes);
  };

/** The upper halves of MMX registers are the upper quarters of what joining leaves together. */
const interleaveHigh = (name: string, bytes: LaneBytes): Meaning =>
  vectorMeaning(name, (v, { f }) => {
    const half = (at: Half): Value => {
      const [a, b] = [f.let(v.first(at)), f.let(v.second(at))];
      return f.let(interleave(bytes, 8)(a, b, f));
    };
    const low = f.let(half(0));
    f.if(v.is('mmx'), () => {
      const all = f.let(interleave(bytes, 0)(v.first(), v.second(), f));
      f.set(low, pickLanes(all, all, 8, [1, 1]));
    });
    v.finish(low, half(1));
  });

const bytesInOrder = v128.bytes(upTo(16));

/** A vector that names, for i8x16.swizzle, four doublewords by two bits each of `immediate`. */
export function doublewordPicks(immediate: Value): Value {
  const lane = (at: number): Value =>
    immediate
      .shrU(at * 2)
      .and(3)
      .mul(0x04040404)
      .add(0x03020100);
  return upTo(4)
    .slice(1)
    .reduce((all, at) => i32x4.replace(all, at, lane(at)), i32x4.splat(lane(0)));
}

/** The same for four words in the low half, with the upper half as it is. */
function wordPicks(immediate: Value): Value {
  const lane = (at: number): Value =>
    immediate
      .shrU(at * 2)
      .and(3)
      .mul(0x0202)
      .add(0x0100);
  return upTo(4).reduce((all, at) => i16x8.replace(all, at, lane(at)), bytesInOrder);
}

/** Each half of the last source through a swizzle that the immediate describes. */
const swizzled = (name: string, picks: (immediate: Value) => Value): Meaning =>
  vectorMeaning(name, (v, { f }) => {
    const chosen = f.let(picks(v.immediate));
    v.finish(i8x16.swizzle(v.second(0), chosen), i8x16.swizzle(v.second(1), chosen));
  });

/** Indices of the low half moved to where they mean the upper half. */
const highWordPicks = (immediate: Value): Value => {
  const low = wordPicks(immediate);
  const high = i8x16.add(low, i8x16.splat(i32(8)));
  return v128.shuffle(bytesInOrder, high, [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
};

/** Indices with bit 7 give 0; MMX registers have eight bytes only. */
const shuffleBytes = vectorMeaning('pshufb', (v, { f }) => {
  const mask = f.let(i8x16.splat(select(v.is('mmx'), i32(0x87), i32(0x8f))));
  const half = (at: Half): Value => i8x16.swizzle(v.first(at), v128.and(v.second(at), mask));
  v.finish(half(0), half(1));
});

const clamp = (value: Value, most: number): Value => select(value.gtU(most), i32(most), value);

/** The bytes from `immediate` on of both sources in a row, the second one first. */
const align = vectorMeaning('palignr', (v, { f }) => {
  const picks = f.let(i8x16.add(bytesInOrder, i8x16.splat(clamp(v.immediate, 32))));
  const behind = f.let(i8x16.sub(picks, i8x16.splat(i32(16))));
  const half = (at: Half): Value =>
    v128.or(i8x16.swizzle(v.second(at), picks), i8x16.swizzle(v.first(at), behind));
  const low = f.let(half(0));
  f.if(v.is('mmx'), () => f.set(low, i8x16.swizzle(lowHalves(v.second(), v.first()), picks)));
  v.finish(low, half(1));
});

/** PSLLDQ and PSRLDQ: whole bytes, within each half. */
const shiftBytes = (name: 'pslldq' | 'psrldq'): Meaning =>
  swizzled(name, (immediate) => {
    const count = i8x16.splat(clamp(immediate, 16));
    return name === 'pslldq' ? i8x16.sub(bytesInOrder, count) : i8x16.add(bytesInOrder, count);
  });

const shuffleSingles = vectorMeaning('shufps', (v, { f }) => {
  const picks = f.let(doublewordPicks(v.immediate));
  const half = (at: Half): Value =>
    pickLanes(i8x16.swizzle(v.first(at), picks), i8x16.swizzle(v.second(at), picks), 8, [0, 3]);
  v.finish(half(0), half(1));
});

/** One bit of the immediate for each quadword of the destination. */
const shuffleDoubles = vectorMeaning('shufpd', (v) => {
  const quadword = (source: Value, bit: number): Value =>
    select(v.immediate.shrU(bit).and(1), i64x2.extract(source, 1), i64x2.extract(source, 0));
  const half = (at: Half): Value =>
    i64x2.replace(
      i64x2.splat(quadword(v.first(at), at * 2)),
      1,
      quadword(v.second(at), at * 2 + 1),
    );
  v.finish(half(0), half(1));
});

const unpackLow = (name: string, bytes: LaneBytes): Meaning => binary(name, interleave(bytes, 0));
const unpackHigh = (name: string, bytes: LaneBytes): Meaning => binary(name, interleave(bytes, 8));

/** The MMX forms read a doubleword of memory only (SDM 2B, PUNPCKLBW). */
const unpackLowRows = (name: string, bytes: LaneBytes, opcode: string): Row[] => [
  ...integers(unpackLow(name, bytes), opcode, sinceSse2),
  ...row(`${opcode} Pq,Qd ; np @mmx`, unpackLow(name, bytes)),
];

/** A mask of lanes from vectors whose lanes (of bytes, repeated eight at a time) are all bits. */
export function lanesMarked(spread: Value, bytes: LaneBytes): Value {
  const shape = { 1: i8x16, 2: i16x8, 4: i32x4, 8: i64x2 }[bytes];
  const bit = (at: number): number => (at % bytes === 0 ? 1 << ((at / bytes) & 7) : 0);
  const each = v128.bytes(upTo(16).map(bit));
  return shape.eq(v128.and(spread, each), each);
}

/** A mask of lanes by the low bits of `bits`: bit n for lane n. */
export function laneMask(bits: Value, bytes: 2 | 4 | 8): Value {
  const shape = { 2: i16x8, 4: i32x4, 8: i64x2 }[bytes];
  return lanesMarked(shape.splat(bytes === 8 ? bits.zeroExtend() : bits), bytes);
}

/** Lanes of the second source where the immediate has ones, of the first elsewhere. */
const blend = (name: string, bytes: 2 | 4 | 8): Meaning =>
  vectorMeaning(name, (v) => {
    // Words use the same bits for both halves, longer lanes have bits of their own.
    const count = bytes === 2 ? 0 : 16 / bytes;
    const half = (at: Half): Value =>
      v128.select(v.second(at), v.first(at), laneMask(v.immediate.shrU(at * count), bytes));
    v.finish(half(0), half(1));
  });

/** The same by the sign bits of a third vector's lanes. */
const blendBySigns = (name: string, signs: (mask: Value) => Value): Meaning =>
  vectorMeaning(name, (v) => {
    const half = (at: Half): Value => v128.select(v.second(at), v.first(at), signs(v.third(at)));
    v.finish(half(0), half(1));
  });

const byteSigns = (mask: Value): Value => i8x16.shrS(mask, i32(7));
const singleSigns = (mask: Value): Value => i32x4.shrS(mask, i32(31));
const doubleSigns = (mask: Value): Value => i64x2.shrS(mask, i32(63));

/** A variable blend: XMM0 is the mask without a VEX prefix, a register in the immediate with one. */
const blendRows = (
  meaning: Meaning,
  opcodes: readonly [string, string],
  wide: 'avx' | 'avx2',
): Row[] => [
  ...row(`66. 0F 38 ${opcodes[0]} Vx,Wx ; @sse4.1`, meaning),
  ...row(`VEX.128. 66. 0F 3A ${opcodes[1]} Vx,Hx,Wx,Lx ; w0 @avx`, meaning),
  ...row(`VEX.256. 66. 0F 3A ${opcodes[1]} Vx,Hx,Wx,Lx ; w0 @${wide}`, meaning),
];

const withImmediate = 'Vx,Hx,Wx,Ib';
const blends = { ps: blend('blendps', 4), pd: blend('blendpd', 8) } as const;

// prettier-ignore
export const vectorShuffles: readonly Row[] = [
  ...integers(joining('packsswb', i8x16.narrowS), '0F 63', sinceMmx),
  ...integers(joining('packuswb', i8x16.narrowU), '0F 67', sinceMmx),
  ...integers(joining('packssdw', i16x8.narrowS), '0F 6B', sinceMmx),
  ...integers(joining('packusdw', i16x8.narrowU), '0F 38 2B', sinceSse41),
  ...unpackLowRows('punpcklbw', 1, '0F 60'),
  ...unpackLowRows('punpcklwd', 2, '0F 61'),
  ...unpackLowRows('punpckldq', 4, '0F 62'),
  ...integers(unpackLow('punpcklqdq', 8), '0F 6C', sinceSse2),
  ...integers(interleaveHigh('punpckhbw', 1), '0F 68', sinceMmx),
  ...integers(interleaveHigh('punpckhwd', 2), '0F 69', sinceMmx),
  ...integers(interleaveHigh('punpckhdq', 4), '0F 6A', sinceMmx),
  ...integers(unpackHigh('punpckhqdq', 8), '0F 6D', sinceSse2),
  ...floats({ ps: unpackLow('unpcklps', 4), pd: unpackLow('unpcklpd', 8) }, '0F 14'),
  ...floats({ ps: unpackHigh('unpckhps', 4), pd: unpackHigh('unpckhpd', 8) }, '0F 15'),
  ...floats({ ps: shuffleSingles, pd: shuffleDoubles }, '0F C6', withImmediate),
  ...integers(swizzled('pshufd', doublewordPicks), '0F 70', sinceSse2, 'Vx,Wx,Ib'),
  ...rows(swizzled('pshufw', wordPicks), '0F 70 Pq,Qq,Ib ; np @sse'),
  ...rows(swizzled('pshuflw', wordPicks),
    'F2. 0F 70 Vx,Wx,Ib ; @sse2', 'VEX.128. F2. 0F 70 Vx,Wx,Ib ; @avx', 'VEX.256. F2. 0F 70 Vx,Wx,Ib ; @avx2'),
  ...rows(swizzled('pshufhw', highWordPicks),
    'F3. 0F 70 Vx,Wx,Ib ; @sse2', 'VEX.128. F3. 0F 70 Vx,Wx,Ib ; @avx', 'VEX.256. F3. 0F 70 Vx,Wx,Ib ; @avx2'),
  ...integers(shuffleBytes, '0F 38 00', sinceSsse3),
  ...integers(align, '0F 3A 0F', sinceSsse3, withImmediate),
  ...rows(shiftBytes('psrldq'),
    '66. 0F 73 /3 Ux,Ib ; @sse2', 'VEX.128. 66. 0F 73 /3 Hx,Ux,Ib ; @avx', 'VEX.256. 66. 0F 73 /3 Hx,Ux,Ib ; @avx2'),
  ...rows(shiftBytes('pslldq'),
    '66. 0F 73 /7 Ux,Ib ; @sse2', 'VEX.128. 66. 0F 73 /7 Hx,Ux,Ib ; @avx', 'VEX.256. 66. 0F 73 /7 Hx,Ux,Ib ; @avx2'),
  ...integers(blend('pblendw', 2), '0F 3A 0E', sinceSse41, withImmediate),
  ...rows(blends.ps, '66. 0F 3A 0C Vx,Wx,Ib ; @sse4.1', 'VEX. 66. 0F 3A 0C Vx,Hx,Wx,Ib ; @avx'),
  ...rows(blends.pd, '66. 0F 3A 0D Vx,Wx,Ib ; @sse4.1', 'VEX. 66. 0F 3A 0D Vx,Hx,Wx,Ib ; @avx'),
  ...rows(blend('vpblendd', 4), 'VEX. 66. 0F 3A 02 Vx,Hx,Wx,Ib ; w0 @avx2'),
  ...blendRows(blendBySigns('pblendvb', byteSigns), ['10', '4C'], 'avx2'),
  ...blendRows(blendBySigns('blendvps', singleSigns), ['14', '4A'], 'avx'),
  ...blendRows(blendBySigns('blendvpd', doubleSigns), ['15', '4B'], 'avx'),
];
