/** Shifting the lanes of vectors, all by one count or each by its own (SDM 1 5.4.6, 14.4). */
import type { Value } from '../../wasm/value.ts';
import { i32, select } from '../../wasm/value.ts';
import { i16x8, i32x4, i64x2, zeroVector } from '../../wasm/vector.ts';
import type { Meaning, Row } from '../row.ts';
import { rows } from '../row.ts';
import type { Half, Operation, VectorOperands } from '../vector-meaning.ts';
import { binary, vectorMeaning } from '../vector-meaning.ts';
import { integers, sinceMmx } from './vector-rows.ts';

const shapes = { w: i16x8, d: i32x4, q: i64x2 } as const;
const laneBits = { w: 16, d: 32, q: 64 } as const;
type Lane = keyof typeof shapes;
type Direction = 'shl' | 'shrU' | 'shrS';

/** From the width of a lane on nothing is left of it, or its sign alone. */
function shift(
  {
    v,
    lane,
    direction,
    value,
  }: { v: VectorOperands; lane: Lane; direction: Direction; value: (half: Half) => Value },
  count: Value,
): void {
  const bits = laneBits[lane];
  const isBeyond = count.gtU(bits - 1);
  const half = (at: Half): Value => {
    const signed = direction === 'shrS';
    const by = signed ? select(isBeyond, i32(bits - 1), count.low32()) : count.low32();
    const shifted = shapes[lane][direction](value(at), by);
    return signed ? shifted : select(isBeyond, zeroVector, shifted);
  };
  v.finish(half(0), half(1));
}

/** By the low quadword of the last source. */
const byVector = (name: string, lane: Lane, direction: Direction): Meaning =>
  vectorMeaning(name, (v, { f }) => {
    const count = f.let(v.number(8));
    shift({ v, lane, direction, value: (half) => v.first(half) }, count);
  });

const byImmediate = (name: string, lane: Lane, direction: Direction): Meaning =>
  vectorMeaning(`${name}Immediate`, (v, { f }) => {
    const count = f.let(v.immediate);
    shift({ v, lane, direction, value: (half) => v.second(half) }, count);
  });

/** Each lane by the same lane of the last source. */
const byLanes = (lane: 'd' | 'q', direction: Direction): Operation => {
  const shape = shapes[lane];
  const bits = laneBits[lane];
  return (a, b, f) => {
    const result = f.let(zeroVector);
    for (let at = 0; at < 128 / bits; at++) {
      const value = shape.extract(a, at);
      const count = f.let(shape.extract(b, at));
      const signed = direction === 'shrS';
      const most = signed ? value.shrS(bits - 1) : value.xor(value);
      const shifted = select(count.geU(bits), most, value[direction](count));
      f.set(result, shape.replace(result, at, shifted));
    }
    return result;
  };
};

/** Both forms: opcodes of the shift by a vector, and of the group with its digit. */
const both = (
  name: string,
  lane: Lane,
  direction: Direction,
  opcode: string,
  group: string,
): Row[] => [
  ...integers(byVector(name, lane, direction), opcode, sinceMmx, 'Vx,Hx,Wdq'),
  ...rows(
    byImmediate(name, lane, direction),
    `${group} Nq,Ib ; np @mmx`,
    `66. ${group} Ux,Ib ; @sse2`,
    `VEX.128. 66. ${group} Hx,Ux,Ib ; @avx`,
    `VEX.256. 66. ${group} Hx,Ux,Ib ; @avx2`,
  ),
];

// prettier-ignore
export const vectorShifts: readonly Row[] = [
  ...both('psrlw', 'w', 'shrU', '0F D1', '0F 71 /2'),
  ...both('psrld', 'd', 'shrU', '0F D2', '0F 72 /2'),
  ...both('psrlq', 'q', 'shrU', '0F D3', '0F 73 /2'),
  ...both('psraw', 'w', 'shrS', '0F E1', '0F 71 /4'),
  ...both('psrad', 'd', 'shrS', '0F E2', '0F 72 /4'),
  ...both('psllw', 'w', 'shl', '0F F1', '0F 71 /6'),
  ...both('pslld', 'd', 'shl', '0F F2', '0F 72 /6'),
  ...both('psllq', 'q', 'shl', '0F F3', '0F 73 /6'),
  ...rows(binary('vpsrlvd', byLanes('d', 'shrU')), 'VEX. 66. 0F 38 45 Vx,Hx,Wx ; w0 @avx2'),
  ...rows(binary('vpsrlvq', byLanes('q', 'shrU')), 'VEX. 66. 0F 38 45 Vx,Hx,Wx ; w1 @avx2'),
  ...rows(binary('vpsravd', byLanes('d', 'shrS')), 'VEX. 66. 0F 38 46 Vx,Hx,Wx ; w0 @avx2'),
  ...rows(binary('vpsllvd', byLanes('d', 'shl')), 'VEX. 66. 0F 38 47 Vx,Hx,Wx ; w0 @avx2'),
  ...rows(binary('vpsllvq', byLanes('q', 'shl')), 'VEX. 66. 0F 38 47 Vx,Hx,Wx ; w1 @avx2'),
];
