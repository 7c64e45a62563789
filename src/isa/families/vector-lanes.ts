/** Single lanes of vectors, widening them, and what is found out about all of them (SDM 1 5.10). */
import { upperHalf } from '../../memory/layout.ts';
import { vectorField } from '../vector-record.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, load, select } from '../../wasm/value.ts';
import { i16x8, i32x4, i64x2, i8x16, v128, zeroVector } from '../../wasm/vector.ts';
import type { Context } from '../context.ts';
import { arithmeticFlags, flagBit } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { rows } from '../row.ts';
import type { Half, VectorOperands } from '../vector-meaning.ts';
import { vectorMeaning } from '../vector-meaning.ts';
import { integers, sinceSse, sinceSse41 } from './vector-rows.ts';
import { laneMask, pickLanes, upTo } from './vector-shuffles.ts';

type LaneBytes = 1 | 2 | 4 | 8;

const shapes = { 1: i8x16, 2: i16x8, 4: i32x4, 8: i64x2 } as const;

const alone = (value: Value): Value => i64x2.replace(zeroVector, 0, value.zeroExtend());

/** The lane's number in each lane. */
const numbers = (bytes: LaneBytes): Value =>
  v128.bytes(upTo(16).map((at) => (at % bytes === 0 ? at / bytes : 0)));

/** One lane of `bytes` replaced, its number taken from the immediate. */
function inserted(v: VectorOperands, bytes: LaneBytes, value: Value, count: number): Value {
  const shape = shapes[bytes];
  const number = v.immediate.and(count - 1);
  const place = shape.eq(numbers(bytes), shape.splat(bytes === 8 ? number.zeroExtend() : number));
  return v128.select(shape.splat(value), v.first(), place);
}

const insert = (name: string, bytes: 1 | 2): Meaning =>
  vectorMeaning(name, (v, { f }) => {
    const low = f.let(inserted(v, bytes, v.number(bytes), 16 / bytes));
    if (bytes === 2) f.if(v.is('mmx'), () => f.set(low, inserted(v, bytes, v.number(bytes), 4)));
    v.finish(low);
  });

/** PINSRD and PINSRQ: REX.W chooses. */
const insertNumber = vectorMeaning('pinsrd', (v, { f }) => {
  const low = f.let(inserted(v, 4, v.number(4), 4));
  f.if(v.bytes.eq(8), () => f.set(low, inserted(v, 8, v.number(8), 2)));
  v.finish(low);
});

const laneOf = (v: VectorOperands, bytes: LaneBytes, number: Value): Value =>
  load(bytes === 8 ? 'i64' : 'i32', bytes, v.source.add(number.mul(bytes)));

const extract = (name: string, bytes: 1 | 2 | 4): Meaning =>
  vectorMeaning(name, (v) => {
    const most = 16 / bytes - 1;
    const last = bytes === 2 ? select(v.is('mmx'), i32(3), i32(most)) : i32(most);
    v.finish(alone(laneOf(v, bytes, v.immediate.and(last))));
  });

const extractNumber = vectorMeaning('pextrd', (v) => {
  const double = laneOf(v, 8, v.immediate.and(1));
  const single = laneOf(v, 4, v.immediate.and(3)).zeroExtend();
  v.finish(alone(select(v.bytes.eq(8), double, single)));
});

/** Bits 7:6 of the immediate pick a lane of a register, 5:4 its place, 3:0 lanes to clear. */
const insertSingle = vectorMeaning('insertps', (v, { f }) => {
  const from = select(v.is('source'), i32(0), v.immediate.shrU(6));
  const value = f.let(laneOf(v, 4, from));
  const place = i32x4.splat(v.immediate.shrU(4).and(3));
  const low = v128.select(i32x4.splat(value), v.first(), i32x4.eq(numbers(4), place));
  v.finish(v128.andNot(low, laneMask(v.immediate, 4)));
});

type Extension = (a: Value) => Value;

/** Steps that widen the low and the high lanes, from bytes to quadwords. */
const steps = {
  S: [i16x8, i32x4, i64x2].map(({ extendLowS, extendHighS }) => [extendLowS, extendHighS] as const),
  U: [i16x8, i32x4, i64x2].map(({ extendLowU, extendHighU }) => [extendLowU, extendHighU] as const),
} as const;

/** Lanes widened from step `from` on, `count` times; the last step divides them into halves. */
const widen = (name: string, sign: 'S' | 'U', from: number, count: number): Meaning =>
  vectorMeaning(name, (v, { f }) => {
    const used = steps[sign].slice(from, from + count);
    const source = f.let(v.second());
    for (const [low] of used.slice(0, -1)) f.set(source, low(source));
    const [[low, high]] = used.slice(-1) as [readonly [Extension, Extension]];
    v.finish(low(source), high(source));
  });

const widenRows = (sign: 'S' | 'U', first: number): Row[] => {
  const letter = sign === 'S' ? 's' : 'z';
  // prettier-ignore
  const kinds = [['bw', 0, 1, 2], ['bd', 0, 2, 4], ['bq', 0, 3, 8], ['wd', 1, 1, 2], ['wq', 1, 2, 4], ['dq', 2, 1, 2]] as const;
  return kinds.flatMap(([lanes, from, count, part], at) => {
    const meaning = widen(`pmov${letter}x${lanes}`, sign, from, count);
    return integers(meaning, `0F 38 ${first + at}`, sinceSse41, `Vx,Wx${part}`);
  });
};

/** The sign bits of all lanes as a number. */
const signs = (name: string, shape: { bitmask: (a: Value) => Value }, count: number): Meaning =>
  vectorMeaning(name, (v, { f }) => {
    const bits = f.let(shape.bitmask(v.second(0)));
    f.if(v.is('mmx'), () => f.set(bits, bits.and(0xff)));
    f.if(v.is('wide'), () => f.set(bits, bits.or(shape.bitmask(v.second(1)).shl(count))));
    v.finish(alone(bits));
  });

/** Sets the arithmetic flags to these bits of RFLAGS; the others become 0. */
export function setArithmeticFlags(x: Context, bits: Value): void {
  const old = x.f.call(x.routines.readFlags, x.cpu);
  x.f.run(x.routines.writeFlags, x.cpu, old.and(~arithmeticFlags).or(bits));
}

/** ZF: no bit of the second source is in the first one too. CF: none is missing there. */
const testBits = (name: string, chosen: (a: Value) => Value): Meaning =>
  vectorMeaning(name, (v, x) => {
    const { f } = x;
    const common = f.let(zeroVector);
    const missing = f.let(zeroVector);
    const add = (half: Half): void => {
      const [a, b] = [f.let(v.first(half)), f.let(v.second(half))];
      f.set(common, v128.or(common, chosen(v128.and(a, b))));
      f.set(missing, v128.or(missing, chosen(v128.andNot(b, a))));
    };
    add(0);
    f.if(v.is('wide'), () => add(1));
    const zf = v128.anyTrue(common).isZero().mul(flagBit.zf);
    const cf = v128.anyTrue(missing).isZero().mul(flagBit.cf);
    setArithmeticFlags(x, zf.or(cf));
    x.go.next();
  });

/** The least of eight unsigned words, and which it was (SDM 2B, PHMINPOSUW). */
const leastWord = vectorMeaning('phminposuw', (v, { f }) => {
  const source = f.let(v.second());
  const order = (from: number): Value =>
    v128.bytes(upTo(16).map((at) => (at % 4 === 0 ? from + at / 4 : 0)));
  const numbered = (words: Value, from: number): Value =>
    v128.or(i32x4.shl(words, i32(16)), order(from));
  const least = f.let(
    i32x4.minU(numbered(i32x4.extendLowU(source), 0), numbered(i32x4.extendHighU(source), 4)),
  );
  f.set(least, i32x4.minU(least, pickLanes(least, least, 4, [2, 3, 0, 1])));
  f.set(least, i32x4.minU(least, pickLanes(least, least, 4, [1, 0, 3, 2])));
  const both = f.let(i32x4.extract(least, 0));
  v.finish(alone(both.rotl(16).and(0x7ffff)));
});

/** Differences of four bytes of the second source with those at each of eight places. */
function slidingDifferences(f: FunctionBuilder, a: Value, block: Local): Value {
  const words = (from: number): Value =>
    v128.shuffle(a, zeroVector, upTo(8).flatMap((at) => [from + at, 16])); // prettier-ignore
  const difference = (at: number): Value => {
    const one = f.let(words(at));
    const other = f.let(i16x8.splat(block.shrU(at * 8).and(0xff)));
    return i16x8.sub(i16x8.maxU(one, other), i16x8.minU(one, other));
  };
  return upTo(3).reduce((sum, at) => i16x8.add(sum, difference(at + 1)), difference(0));
}

const sumsOfBlocks = vectorMeaning('mpsadbw', (v, x) => {
  const { f } = x;
  const firstAt = x.cpu.add(x.field(vectorField.first, 2));
  const half = (at: Half): Local => {
    const control = f.let(v.immediate.shrU(at * 3));
    const a = f.let(v128.load(firstAt.add(control.and(4)), at * upperHalf));
    const block = load('i32', 4, v.source.add(control.and(3).mul(4)), at * upperHalf);
    return f.let(slidingDifferences(f, a, f.let(block)));
  };
  v.finish(half(0), half(1));
});

const singleSigns = (a: Value): Value => i32x4.shrS(a, i32(31));
const doubleSigns = (a: Value): Value => i64x2.shrS(a, i32(63));

// prettier-ignore
export const vectorLanes: readonly Row[] = [
  ...rows(insert('pinsrb', 1), '66. 0F 3A 20 Vdq,Eb,Ib ; @sse4.1', 'VEX.128. 66. 0F 3A 20 Vdq,Hdq,Eb,Ib ; @avx'),
  ...rows(insert('pinsrw', 2),
    '0F C4 Pq,Ew,Ib ; np @sse', '66. 0F C4 Vdq,Ew,Ib ; @sse2', 'VEX.128. 66. 0F C4 Vdq,Hdq,Ew,Ib ; @avx'),
  ...rows(insertNumber, '66. 0F 3A 22 Vdq,Ey,Ib ; @sse4.1', 'VEX.128. 66. 0F 3A 22 Vdq,Hdq,Ey,Ib ; @avx'),
  ...rows(insertSingle, '66. 0F 3A 21 Vdq,Wss,Ib ; @sse4.1', 'VEX.128. 66. 0F 3A 21 Vdq,Hdq,Wss,Ib ; @avx'),
  ...rows(extract('pextrb', 1), '66. 0F 3A 14 Eb,Vdq,Ib ; @sse4.1', 'VEX.128. 66. 0F 3A 14 Eb,Vdq,Ib ; @avx'),
  ...rows(extract('pextrw', 2),
    '0F C5 Gd,Nq,Ib ; np @sse', '66. 0F C5 Gd,Udq,Ib ; @sse2', 'VEX.128. 66. 0F C5 Gd,Udq,Ib ; @avx',
    '66. 0F 3A 15 Ew,Vdq,Ib ; @sse4.1', 'VEX.128. 66. 0F 3A 15 Ew,Vdq,Ib ; @avx'),
  ...rows(extractNumber, '66. 0F 3A 16 Ey,Vdq,Ib ; @sse4.1', 'VEX.128. 66. 0F 3A 16 Ey,Vdq,Ib ; @avx'),
  ...rows(extract('extractps', 4), '66. 0F 3A 17 Ed,Vdq,Ib ; @sse4.1', 'VEX.128. 66. 0F 3A 17 Ed,Vdq,Ib ; @avx'),
  ...widenRows('S', 20),
  ...widenRows('U', 30),
  ...integers(signs('pmovmskb', i8x16, 16), '0F D7', sinceSse, 'Gd,Ux'),
  ...rows(signs('movmskps', i32x4, 4), '0F 50 Gd,Ux ; np @sse', 'VEX. 0F 50 Gd,Ux ; np @avx'),
  ...rows(signs('movmskpd', i64x2, 2), '66. 0F 50 Gd,Ux ; @sse2', 'VEX. 66. 0F 50 Gd,Ux ; @avx'),
  ...rows(testBits('ptest', (a) => a), '66. 0F 38 17 Vx,Wx ; @sse4.1', 'VEX. 66. 0F 38 17 Vx,Wx ; @avx'),
  ...rows(testBits('vtestps', singleSigns), 'VEX. 66. 0F 38 0E Vx,Wx ; w0 @avx'),
  ...rows(testBits('vtestpd', doubleSigns), 'VEX. 66. 0F 38 0F Vx,Wx ; w0 @avx'),
  ...rows(leastWord, '66. 0F 38 41 Vdq,Wdq ; @sse4.1', 'VEX.128. 66. 0F 38 41 Vdq,Wdq ; @avx'),
  ...integers(sumsOfBlocks, '0F 3A 42', sinceSse41, 'Vx,Hx,Wx,Ib'),
];
