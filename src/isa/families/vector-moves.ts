/** Moving vectors and parts of them: registers, memory, general registers (SDM 1 5.4.1 to 5.8). */
import type { Value } from '../../wasm/value.ts';
import { select } from '../../wasm/value.ts';
import { i64x2, zeroVector } from '../../wasm/vector.ts';
import type { Meaning, Row } from '../row.ts';
import { rows } from '../row.ts';
import type { VectorOperands } from '../vector-meaning.ts';
import { lowHalves, unary, vectorMeaning } from '../vector-meaning.ts';
import { evenLanes, oddLanes, pickLanes } from './vector-shuffles.ts';

const whole = (name: string): Meaning => unary(name, (a) => a);

/** A number as the lowest lane of zeros. */
const alone = (value: Value): Value => i64x2.replace(zeroVector, 0, value);

const wideNumber = (v: VectorOperands): Value =>
  select(v.bytes.eq(8), v.number(8), v.number(4).zeroExtend());

/** MOVD and MOVQ between vector and general registers: REX.W chooses 64 bits. */
const moveNumber = vectorMeaning('movd', (v) => v.finish(alone(wideNumber(v))));

/** MOVQ: the upper quadword of a register becomes 0. */
const moveQuadword = (name: string): Meaning =>
  vectorMeaning(name, (v) => v.finish(alone(v.number(8))));

const merged = (bytes: 4 | 8, a: Value, b: Value): Value =>
  bytes === 4 ? pickLanes(a, b, 4, [4, 1, 2, 3]) : pickLanes(a, b, 8, [2, 1]);

/** MOVSS and MOVSD: from memory the rest becomes 0, between registers it stays. */
const moveScalar = (name: string, bytes: 4 | 8): Meaning =>
  vectorMeaning(name, (v) =>
    v.finish(select(v.is('source'), v.second(), merged(bytes, v.first(), v.second()))),
  );

/** The lower quadword from memory or into it; the upper one stays. */
const moveLow = (name: string): Meaning =>
  vectorMeaning(name, (v) => v.finish(merged(8, v.first(), v.second())));

/** The upper quadword from memory (or a lower one) or into it; the lower one stays. */
const moveHigh = (name: string): Meaning =>
  vectorMeaning(name, (v) => {
    const stored = pickLanes(v.second(), v.second(), 8, [1, 1]);
    v.finish(select(v.is('destination'), stored, lowHalves(v.first(), v.second())));
  });

const moveHighToLow = vectorMeaning('movhlps', (v) =>
  v.finish(pickLanes(v.first(), v.second(), 8, [3, 1])),
);

const first = (bytes: 4 | 8, pick: typeof evenLanes): ((a: Value) => Value) =>
  bytes === 8
    ? (a) => pickLanes(a, a, 8, [0, 0])
    : (a) => pickLanes(pick(a, a, 4), a, 4, [0, 0, 1, 1]);

/** Loads (opcode and `to`) and stores (opcode and `from`) of a whole vector. */
const loadAndStore = (
  meaning: Meaning,
  prefix: string,
  [to, from]: readonly [string, string],
  traits: { legacy: string; vex: string },
): Row[] =>
  rows(
    meaning,
    `${prefix}${to} Vx,Wx ; ${traits.legacy}`,
    `${prefix}${from} Wx,Vx ; ${traits.legacy}`,
    `VEX. ${prefix}${to} Vx,Wx ; ${traits.vex} @avx`,
    `VEX. ${prefix}${from} Wx,Vx ; ${traits.vex} @avx`,
  );

const aligned = { vex: 'aligned' } as const;
const anywhere = { vex: '' } as const;

/** MOVSS and MOVSD have a third operand between registers under VEX. */
const scalarRows = (
  meaning: Meaning,
  prefix: 'F2.' | 'F3.',
  size: 'ss' | 'sd',
  feature: string,
): Row[] =>
  rows(
    meaning,
    `${prefix} 0F 10 Vdq,W${size} ; ${feature}`,
    `${prefix} 0F 11 W${size},Vdq ; ${feature}`,
    `VEX. ${prefix} 0F 10 Vdq,M${size} ; @avx`,
    `VEX. ${prefix} 0F 10 Vdq,Hdq,Udq ; @avx`,
    `VEX. ${prefix} 0F 11 M${size},Vdq ; @avx`,
    `VEX. ${prefix} 0F 11 Udq,Hdq,Vdq ; @avx`,
  );

// prettier-ignore
export const vectorMoves: readonly Row[] = [
  ...loadAndStore(whole('movaps'), '', ['0F 28', '0F 29'], { legacy: 'np @sse', vex: 'np aligned' }),
  ...loadAndStore(whole('movapd'), '66. ', ['0F 28', '0F 29'], { ...aligned, legacy: '@sse2' }),
  ...loadAndStore(whole('movups'), '', ['0F 10', '0F 11'], { legacy: 'np unaligned @sse', vex: 'np' }),
  ...loadAndStore(whole('movupd'), '66. ', ['0F 10', '0F 11'], { ...anywhere, legacy: 'unaligned @sse2' }),
  ...loadAndStore(whole('movdqa'), '66. ', ['0F 6F', '0F 7F'], { ...aligned, legacy: '@sse2' }),
  ...loadAndStore(whole('movdqu'), 'F3. ', ['0F 6F', '0F 7F'], { ...anywhere, legacy: 'unaligned @sse2' }),
  ...rows(whole('lddqu'), 'F2. 0F F0 Vx,Mx ; unaligned @sse3', 'VEX. F2. 0F F0 Vx,Mx ; @avx'),
  ...rows(whole('movntps'), '0F 2B Mx,Vx ; np @sse', 'VEX. 0F 2B Mx,Vx ; np aligned @avx'),
  ...rows(whole('movntpd'), '66. 0F 2B Mx,Vx ; @sse2', 'VEX. 66. 0F 2B Mx,Vx ; aligned @avx'),
  ...rows(whole('movntdq'), '66. 0F E7 Mx,Vx ; @sse2', 'VEX. 66. 0F E7 Mx,Vx ; aligned @avx'),
  ...rows(whole('movntdqa'),
    '66. 0F 38 2A Vx,Mx ; @sse4.1', 'VEX.128. 66. 0F 38 2A Vx,Mx ; aligned @avx', 'VEX.256. 66. 0F 38 2A Vx,Mx ; aligned @avx2'),
  ...rows(whole('movntq'), '0F E7 Mq,Pq ; np @sse'),
  ...rows(moveNumber,
    '0F 6E Pq,Ey ; np @mmx', '0F 7E Ey,Pq ; np @mmx', '66. 0F 6E Vdq,Ey ; @sse2', '66. 0F 7E Ey,Vdq ; @sse2',
    'VEX.128. 66. 0F 6E Vdq,Ey ; @avx', 'VEX.128. 66. 0F 7E Ey,Vdq ; @avx'),
  ...rows(moveQuadword('movq'),
    '0F 6F Pq,Qq ; np @mmx', '0F 7F Qq,Pq ; np @mmx', 'F3. 0F 7E Vdq,Wq ; @sse2', '66. 0F D6 Wq,Vdq ; @sse2',
    'VEX.128. F3. 0F 7E Vdq,Wq ; @avx', 'VEX.128. 66. 0F D6 Wq,Vdq ; @avx'),
  ...rows(moveQuadword('movq2dq'), 'F3. 0F D6 Vdq,Nq ; @sse2'),
  ...rows(moveQuadword('movdq2q'), 'F2. 0F D6 Pq,Udq ; @sse2'),
  ...scalarRows(moveScalar('movss', 4), 'F3.', 'ss', '@sse'),
  ...scalarRows(moveScalar('movsd', 8), 'F2.', 'sd', '@sse2'),
  ...rows(moveLow('movlps'),
    '0F 12 Vdq,Mq ; np @sse', '0F 13 Mq,Vdq ; np @sse', 'VEX.128. 0F 12 Vdq,Hdq,Mq ; np @avx', 'VEX.128. 0F 13 Mq,Vdq ; np @avx'),
  ...rows(moveLow('movlpd'),
    '66. 0F 12 Vdq,Mq ; @sse2', '66. 0F 13 Mq,Vdq ; @sse2', 'VEX.128. 66. 0F 12 Vdq,Hdq,Mq ; @avx', 'VEX.128. 66. 0F 13 Mq,Vdq ; @avx'),
  ...rows(moveHigh('movhps'),
    '0F 16 Vdq,Mq ; np @sse', '0F 17 Mq,Vdq ; np @sse', 'VEX.128. 0F 16 Vdq,Hdq,Mq ; np @avx', 'VEX.128. 0F 17 Mq,Vdq ; np @avx'),
  ...rows(moveHigh('movhpd'),
    '66. 0F 16 Vdq,Mq ; @sse2', '66. 0F 17 Mq,Vdq ; @sse2', 'VEX.128. 66. 0F 16 Vdq,Hdq,Mq ; @avx', 'VEX.128. 66. 0F 17 Mq,Vdq ; @avx'),
  ...rows(moveHigh('movlhps'), '0F 16 Vdq,Udq ; np @sse', 'VEX.128. 0F 16 Vdq,Hdq,Udq ; np @avx'),
  ...rows(moveHighToLow, '0F 12 Vdq,Udq ; np @sse', 'VEX.128. 0F 12 Vdq,Hdq,Udq ; np @avx'),
  ...rows(unary('movddup', first(8, evenLanes)),
    'F2. 0F 12 Vdq,Wq ; @sse3', 'VEX.128. F2. 0F 12 Vdq,Wq ; @avx', 'VEX.256. F2. 0F 12 Vx,Wx ; @avx'),
  ...rows(unary('movsldup', first(4, evenLanes)), 'F3. 0F 12 Vx,Wx ; @sse3', 'VEX. F3. 0F 12 Vx,Wx ; @avx'),
  ...rows(unary('movshdup', first(4, oddLanes)), 'F3. 0F 16 Vx,Wx ; @sse3', 'VEX. F3. 0F 16 Vx,Wx ; @avx'),
];
