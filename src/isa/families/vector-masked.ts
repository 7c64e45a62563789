/** Vectors whose lanes are loaded and stored one by one: under a mask, or from all over memory. */
import { accessKind } from '../../memory/access.ts';
import { recordField, upperHalf, vectorScratch } from '../../memory/layout.ts';
import { isIntel } from '../../memory/routine.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, load, select } from '../../wasm/value.ts';
import { i32x4, i64x2, i8x16, v128, zeroVector } from '../../wasm/vector.ts';
import type { Context } from '../context.ts';
import type { Meaning, Row } from '../row.ts';
import { rows, transfer } from '../row.ts';
import { VectorOperands, vectorMeaning } from '../vector-meaning.ts';
import { vectorField } from '../vector-record.ts';
import { vector } from '../vectors.ts';

type LaneBytes = 1 | 4 | 8;

/** Offset of a lane from the low half of its vector. */
const laneAt = (lane: Value, bytes: LaneBytes): Value => {
  const place = lane.mul(bytes);
  return place.and(15).add(place.shrU(4).mul(upperHalf));
};

/** Runs `body` for each lane whose bit is set. */
function eachMarked(x: Context, bits: Local, body: (lane: Local) => void): void {
  const { f } = x;
  const left = f.let(bits);
  f.while(left, () => {
    body(f.let(left.ctz()));
    f.set(left, left.and(left.sub(1)));
  });
}

/** Host address of `bytes` of the instruction's segment; a fault leaves the instruction. */
function member(x: Context, offset: Value, bytes: LaneBytes, kind: number): Local {
  const all = i32(kind | accessKind.unaligned | bytes);
  const at = x.f.call(x.routines.memberAddress, x.cpu, x.record, offset, all);
  x.f.if(at.isZero(), () => x.go.fault());
  return at;
}

const wordOf = (bytes: LaneBytes): 'i32' | 'i64' => (bytes === 8 ? 'i64' : 'i32');

/** Stores the marked lanes that begin at the host address `from`: first all are asked for. */
function storeMarked(
  x: Context,
  a: { bits: Local; from: Value; offset: Local; bytes: LaneBytes },
): void {
  const { bits, from, offset, bytes } = a;
  const place = (lane: Local): Local =>
    member(x, offset.add(lane.mul(bytes).zeroExtend()), bytes, accessKind.write);
  eachMarked(x, bits, place);
  eachMarked(x, bits, (lane) => {
    const at = place(lane);
    x.f.store(bytes, at, load(wordOf(bytes), bytes, from.add(laneAt(lane, bytes))));
    x.commit(at);
  });
}

const shapes = { 4: i32x4, 8: i64x2 } as const;

/** The sign bits of the first source's lanes. */
function marksOf(x: Context, v: VectorOperands, bytes: 4 | 8): Local {
  const bits = x.f.let(shapes[bytes].bitmask(v.first(0)));
  const upper = shapes[bytes].bitmask(v.first(1)).shl(16 / bytes);
  x.f.if(v.is('wide'), () => x.f.set(bits, bits.or(upper)));
  return bits;
}

/** Where the operand begins in its segment, whose limit counts for its first lane if any is used. */
function operandOffset(x: Context, bits: Local, bytes: 4 | 8, kind: number): Local {
  x.f.if(bits, () => void x.address(bytes, kind));
  return x.f.call(x.routines.offsetOf, x.cpu, x.record);
}

const scratch = i32(vectorScratch);

/** Lanes that are not marked become 0, and do not fault. */
const maskedLoad = (name: string, bytes: 4 | 8): Meaning =>
  vectorMeaning(name, (v, x) => {
    const { f } = x;
    const bits = marksOf(x, v, bytes);
    const offset = operandOffset(x, bits, bytes, 0);
    f.storeVector(scratch, zeroVector);
    f.storeVector(scratch, zeroVector, upperHalf);
    eachMarked(x, bits, (lane) => {
      const at = member(x, offset.add(lane.mul(bytes).zeroExtend()), bytes, 0);
      f.store(bytes, scratch.add(laneAt(lane, bytes)), load(wordOf(bytes), bytes, at));
    });
    v.finish(v128.load(scratch), v128.load(scratch, upperHalf));
  });

const maskedStore = (name: string, bytes: 4 | 8): Meaning =>
  vectorMeaning(name, (v, x) => {
    const bits = marksOf(x, v, bytes);
    const offset = operandOffset(x, bits, bytes, accessKind.write);
    storeMarked(x, { bits, from: v.source, offset, bytes });
    x.go.next();
  });

/** Bytes of the first source to DS:rDI, where the second one has sign bits. */
const maskedBytes = (name: 'maskmovq' | 'maskmovdqu'): Meaning =>
  vectorMeaning(name, (v, x) => {
    const { f } = x;
    const all = f.let(i8x16.bitmask(v.second()));
    const bits = f.let(select(v.is('mmx'), all.and(0xff), all));
    const offset = f.let(x.register(7).and(x.addressMask()));
    const from = x.cpu.add(x.field(vectorField.first, 2));
    // As on AMD all bytes must be there, also those that stay as they are, in quadwords.
    const reach = (at: number): void => {
      const kind = i32(accessKind.write | 8);
      const whole = f.call(x.routines.memberAddress, x.cpu, x.record, offset.add(at), kind);
      f.if(whole.isZero(), () => x.go.fault());
    };
    reach(0);
    f.if(v.is('mmx').isZero(), () => reach(8));
    storeMarked(x, { bits, from, offset, bytes: 1 });
    x.go.next();
  });

interface Gather {
  readonly index: 4 | 8;
  readonly data: 4 | 8;
}

/** Offset in the segment that a lane's index means. */
function gathered(x: Context, lane: Local, { index }: Gather): Value {
  const at = x.cpu.add(x.field(recordField.index, 2)).add(laneAt(lane, index));
  const number = index === 8 ? load('i64', 8, at) : load('i32', 4, at).signExtend();
  const base = x.at(x.cpu.add(x.field(recordField.base, 2)), 8);
  const scaled = number.shl(x.field(recordField.scale, 1).zeroExtend());
  const sum = base.add(scaled).add(x.field(recordField.displacement, 4).signExtend());
  return sum.and(x.addressMask());
}

/**
 * Intel's CPUs begin with a mask of lanes that are all ones or zeros, which a fault shows (SDM 2C,
 * VPGATHERDD); AMD's leave the marks of lanes that are not loaded as they were (APM 4, VPGATHERDD).
 */
function spreadMarks(x: Context, v: VectorOperands, mask: Local, bytes: 4 | 8): void {
  const { f } = x;
  const signs = (half: number): Value =>
    shapes[bytes].shrS(v128.load(mask, half), i32(bytes * 8 - 1));
  f.storeVector(mask, signs(0));
  f.if(
    v.is('wide'),
    () => f.storeVector(mask, signs(upperHalf), upperHalf),
    () => f.storeVector(mask, zeroVector, upperHalf),
  );
}

/**
 * Lanes are loaded in order, and their mask is cleared as they are: a fault leaves what is done,
 * and the instruction goes on behind it when it is executed again (SDM 2C, VPGATHERDD).
 */
const gather = (name: string, shape: Gather): Meaning =>
  transfer(name, (x) => {
    const { f } = x;
    const [to, mask, index] = [recordField.a, vectorField.first, recordField.index].map((field) =>
      f.let(x.field(field, 2)),
    ) as [Local, Local, Local];
    x.raiseIf(to.eq(mask).or(to.eq(index)).or(mask.eq(index)), vector.ud);
    const v = new VectorOperands(x);
    const { data } = shape;
    const count = f.let(select(v.is('wide'), i32(32), i32(16)).divU(Math.max(shape.index, data)));
    const bits = marksOf(x, v, data);
    f.set(to, to.add(x.cpu));
    f.set(mask, mask.add(x.cpu));
    f.if(isIntel(), () => spreadMarks(x, v, mask, data));
    const lane = f.let(i32(0));
    f.while(lane.ltU(count), () => {
      const place = f.let(laneAt(lane, data));
      f.if(bits.shrU(lane).and(1), () => {
        const value = load(wordOf(data), data, member(x, gathered(x, lane, shape), data, 0));
        f.store(data, to.add(place), value);
      });
      f.store(data, mask.add(place), data === 8 ? i64(0) : i32(0));
      f.set(lane, lane.add(1));
    });
    for (const half of [0, upperHalf]) f.storeVector(mask, zeroVector, half);
    const filled = count.mul(data);
    f.if(filled.eq(8), () => f.store(8, to, i64(0), 8));
    f.if(filled.ne(32), () => f.storeVector(to, zeroVector, upperHalf));
    x.go.next();
  });

const gatherRows = (letters: string, opcode: string, w: 'w0' | 'w1', shape: Gather): Row[] =>
  rows(gather(`v${letters}`, shape), `VEX. 66. 0F 38 ${opcode} Vx,Hx,M ; vsib ${w} @avx2`);

// prettier-ignore
export const vectorMasked: readonly Row[] = [
  ...rows(maskedBytes('maskmovq'), '0F F7 Pq,Nq ; np @sse'),
  ...rows(maskedBytes('maskmovdqu'), '66. 0F F7 Vdq,Udq ; @sse2', 'VEX.128. 66. 0F F7 Vdq,Udq ; @avx'),
  ...rows(maskedLoad('vmaskmovps', 4), 'VEX. 66. 0F 38 2C Vx,Hx,Mx ; parts w0 @avx'),
  ...rows(maskedLoad('vmaskmovpd', 8), 'VEX. 66. 0F 38 2D Vx,Hx,Mx ; parts w0 @avx'),
  ...rows(maskedStore('vmaskmovpsStore', 4), 'VEX. 66. 0F 38 2E Mx,Hx,Vx ; parts w0 @avx'),
  ...rows(maskedStore('vmaskmovpdStore', 8), 'VEX. 66. 0F 38 2F Mx,Hx,Vx ; parts w0 @avx'),
  ...rows(maskedLoad('vpmaskmovd', 4), 'VEX. 66. 0F 38 8C Vx,Hx,Mx ; parts w0 @avx2'),
  ...rows(maskedLoad('vpmaskmovq', 8), 'VEX. 66. 0F 38 8C Vx,Hx,Mx ; parts w1 @avx2'),
  ...rows(maskedStore('vpmaskmovdStore', 4), 'VEX. 66. 0F 38 8E Mx,Hx,Vx ; parts w0 @avx2'),
  ...rows(maskedStore('vpmaskmovqStore', 8), 'VEX. 66. 0F 38 8E Mx,Hx,Vx ; parts w1 @avx2'),
  ...gatherRows('pgatherdd', '90', 'w0', { index: 4, data: 4 }),
  ...gatherRows('pgatherdq', '90', 'w1', { index: 4, data: 8 }),
  ...gatherRows('pgatherqd', '91', 'w0', { index: 8, data: 4 }),
  ...gatherRows('pgatherqq', '91', 'w1', { index: 8, data: 8 }),
  ...gatherRows('gatherdps', '92', 'w0', { index: 4, data: 4 }),
  ...gatherRows('gatherdpd', '92', 'w1', { index: 4, data: 8 }),
  ...gatherRows('gatherqps', '93', 'w0', { index: 8, data: 4 }),
  ...gatherRows('gatherqpd', '93', 'w1', { index: 8, data: 8 }),
];
