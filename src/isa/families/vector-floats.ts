/** SSE and AVX floating point: arithmetic, comparison, conversion (SDM 1 10.4, 11.4, 14.1). */
import { vectorField } from '../vector-record.ts';
import type { Value } from '../../wasm/value.ts';
import { i32, select } from '../../wasm/value.ts';
import { v128 } from '../../wasm/vector.ts';
import type { Context } from '../context.ts';
import type { FeatureName } from '../features.ts';
import { arithmeticFlags } from '../flags.ts';
import { relation } from '../float/comparison.ts';
import { element, laneOperation } from '../float/lanes.ts';
import { floatCell, rounding } from '../float/number.ts';
import { shapePart } from '../routines/vector-float.ts';
import type { Meaning, Row } from '../row.ts';
import { rows } from '../row.ts';
import type { VectorOperands } from '../vector-meaning.ts';
import { vectorMeaning } from '../vector-meaning.ts';

export interface Shape {
  readonly from: keyof typeof element;
  readonly to: keyof typeof element;
  /** Lanes; all of the vector without. */
  readonly count?: number;
  /** The other lanes of the destination are those of the first source. */
  readonly keep?: boolean;
  readonly rounding?: keyof typeof rounding;
  /** REX.W widens the integer. */
  readonly wideInteger?: boolean;
  /** Both sources side by side are pairs of operands. */
  readonly pairs?: boolean;
  /** Fused operations: a value of `fusedOrder`. */
  readonly added?: number;
}

const shapeBits = (shape: Shape): number =>
  element[shape.from] |
  (element[shape.to] << shapePart.to) |
  ((shape.count ?? 0) << shapePart.count) |
  (Number(shape.keep ?? false) << shapePart.keep) |
  (shape.rounding === undefined ? 0 : (4 | rounding[shape.rounding]) << shapePart.rounding) |
  (Number(shape.wideInteger ?? false) << shapePart.wideInteger) |
  (Number(shape.pairs ?? false) << shapePart.pairs) |
  ((shape.added ?? 0) << shapePart.fused);

/** Computes lane by lane, and leaves the result in floatCell.destination. */
function compute(v: VectorOperands, x: Context, operation: Value, shape: Value): void {
  const { f } = x;
  const failed = f.call(x.routines.vectorFloat, x.cpu, x.record, v.source, operation, shape);
  f.if(failed, () => x.go.fault());
}

const finish = (v: VectorOperands): void =>
  v.finish(v128.load(i32(0), floatCell.destination), v128.load(i32(0), floatCell.destination + 16));

/** An operation, in part known from the immediate. */
type Chosen = (v: VectorOperands) => Value;

export const float = (
  name: string,
  operation: number | Chosen,
  shape: Shape,
  more: Chosen = () => i32(0),
): Meaning =>
  vectorMeaning(name, (v, x) => {
    const chosen = typeof operation === 'number' ? i32(operation) : operation(v);
    compute(v, x, chosen, i32(shapeBits(shape)).or(more(v)));
    finish(v);
  });

const single: Shape = { from: 'single', to: 'single' };
const double: Shape = { from: 'double', to: 'double' };
const lowest = (shape: Shape): Shape => ({ ...shape, count: 1, keep: true });

/** Mnemonic, opcode and operation of what comes in all four forms. */
// prettier-ignore
const operations: readonly (readonly [string, string, number])[] = [
  ['sqrt', '51', laneOperation.squareRoot], ['add', '58', laneOperation.add],
  ['mul',  '59', laneOperation.multiply],   ['sub', '5C', laneOperation.subtract],
  ['min',  '5D', laneOperation.minimum],    ['div', '5E', laneOperation.divide],
  ['max',  '5F', laneOperation.maximum],
];

/** The packed and the scalar form of both precisions; `tail` is what follows the operands. */
function fourForms(
  make: (suffix: string, shape: Shape) => Meaning,
  opcode: string,
  packed = 'Vx,Hx,Wx',
  tail = '',
): Row[] {
  const forms = (suffix: string, shape: Shape, prefix: string, operands: string, since: string) => {
    const meaning = make(suffix, shape);
    const [mandatory, np] = prefix === '' ? ['', 'np '] : [`${prefix}. `, ''];
    const legacy = operands.replace(/H\w+,/, '');
    return rows(
      meaning,
      `${mandatory}0F ${opcode} ${legacy}${tail} ; ${np}@${since}`,
      `VEX. ${mandatory}0F ${opcode} ${operands}${tail} ; ${np}@avx`,
    );
  };
  return [
    ...forms('ps', single, '', packed, 'sse'),
    ...forms('pd', double, '66', packed, 'sse2'),
    ...forms('ss', lowest(single), 'F3', 'Vss,Hss,Wss', 'sse'),
    ...forms('sd', lowest(double), 'F2', 'Vsd,Hsd,Wsd', 'sse2'),
  ];
}

const arithmeticRows = operations.flatMap(([name, opcode, operation]) =>
  fourForms(
    (suffix, shape) => float(name + suffix, operation, shape),
    opcode,
    name === 'sqrt' ? 'Vx,Wx' : 'Vx,Hx,Wx',
  ),
);

/** Eight predicates, and 32 since AVX. */
const predicate: Chosen = (v) =>
  v.immediate.and(select(v.is('vex'), i32(31), i32(7))).add(laneOperation.compare);

const compareRows = fourForms(
  (suffix, shape) => float(`cmp${suffix}`, predicate, shape),
  'C2',
  'Vx,Hx,Wx',
  ',Ib',
);

/** Rounding by the immediate: its low two bits unless bit 2 says MXCSR; bit 3 is for silence. */
const roundTo = (name: string, shape: Shape): Meaning => {
  const operation: Chosen = (v) => v.immediate.shrU(3).and(1).add(laneOperation.toIntegral);
  const mode: Chosen = (v) =>
    select(v.immediate.and(4), i32(0), v.immediate.and(3).or(4).shl(shapePart.rounding));
  return float(name, operation, shape, mode);
};

const horizontal = (name: string, operation: number, shape: Shape): Meaning =>
  float(name, operation, { ...shape, pairs: true });

const dotProduct = (name: string, { from }: Shape): Meaning =>
  vectorMeaning(name, (v, x) => {
    const { f, routines: r } = x;
    const failed = f.call(r.vectorDotProduct, x.cpu, x.record, v.source, i32(element[from]));
    f.if(failed, () => x.go.fault());
    finish(v);
  });

/** COMISS and its relatives set RFLAGS as FCOMI does. */
const compareFlags = (name: string, which: Shape, quiet: boolean): Meaning =>
  vectorMeaning(name, (v, x) => {
    const { f, routines: r } = x;
    const bits = (at: Value): Value => load64(x, at, which);
    f.run(r.vectorFloatBegin, x.cpu);
    const first = f.let(x.cpu.add(x.field(vectorField.first, 2)));
    f.run(r.floatUnpack, i32(floatCell.a), i32(element[which.from]), bits(first), i32(0));
    f.run(r.floatUnpack, i32(floatCell.b), i32(element[which.from]), bits(v.source), i32(0));
    const outcome = f.call(r.floatCompare, i32(Number(quiet)));
    f.if(f.call(r.vectorFloatEnd, x.cpu), () => x.go.fault());
    const unordered = outcome.and(relation.unordered).ne(0);
    const cf = outcome.and(relation.less).ne(0).or(unordered);
    const zf = outcome.and(relation.equal).ne(0).or(unordered);
    const others = f.call(r.readFlags, x.cpu).and(~arithmeticFlags);
    f.run(r.writeFlags, x.cpu, others.or(cf).or(unordered.shl(2)).or(zf.shl(6)));
    x.go.next();
  });

const load64 = (x: Context, at: Value, { from }: Shape): Value =>
  from === 'double' ? x.at(at, 8) : x.at(at, 4).zeroExtend();

/** From and to numbers of another kind. */
const convert = (name: string, shape: Shape): Meaning => float(name, laneOperation.convert, shape);
const cut = 'zero';

const toGeneral = (name: string, from: 'single' | 'double', how: Partial<Shape> = {}): Meaning =>
  convert(name, { from, to: 'integer32', count: 1, wideInteger: true, ...how });
const fromGeneral = (name: string, to: 'single' | 'double'): Meaning =>
  convert(name, { from: 'integer32', to, count: 1, keep: true, wideInteger: true });

/** The legacy form and the one with a VEX prefix, which has the operands given. */
function both(meaning: Meaning, encoding: string, operands: string, since: FeatureName): Row[] {
  const np = encoding.includes('.') ? '' : 'np ';
  const legacy = operands.replace(/H\w+,/, '');
  return rows(
    meaning,
    `${encoding} ${legacy} ; ${np}@${since}`,
    `VEX. ${encoding} ${operands} ; ${np}@avx`,
  );
}

// prettier-ignore
const conversionRows: readonly Row[] = [
  ...both(convert('cvtps2pd', { from: 'single', to: 'double' }), '0F 5A', 'Vx,Wx2', 'sse2'),
  ...both(convert('cvtpd2ps', { from: 'double', to: 'single' }), '66. 0F 5A', 'Vdq,Wx', 'sse2'),
  ...both(convert('cvtss2sd', { from: 'single', to: 'double', count: 1, keep: true }), 'F3. 0F 5A', 'Vsd,Hsd,Wss', 'sse2'),
  ...both(convert('cvtsd2ss', { from: 'double', to: 'single', count: 1, keep: true }), 'F2. 0F 5A', 'Vss,Hss,Wsd', 'sse2'),
  ...both(convert('cvtdq2ps', { from: 'integer32', to: 'single' }), '0F 5B', 'Vx,Wx', 'sse2'),
  ...both(convert('cvtps2dq', { from: 'single', to: 'integer32' }), '66. 0F 5B', 'Vx,Wx', 'sse2'),
  ...both(convert('cvttps2dq', { from: 'single', to: 'integer32', rounding: cut }), 'F3. 0F 5B', 'Vx,Wx', 'sse2'),
  ...both(convert('cvtdq2pd', { from: 'integer32', to: 'double' }), 'F3. 0F E6', 'Vx,Wx2', 'sse2'),
  ...both(convert('cvtpd2dq', { from: 'double', to: 'integer32' }), 'F2. 0F E6', 'Vdq,Wx', 'sse2'),
  ...both(convert('cvttpd2dq', { from: 'double', to: 'integer32', rounding: cut }), '66. 0F E6', 'Vdq,Wx', 'sse2'),
  ...both(fromGeneral('cvtsi2ss', 'single'), 'F3. 0F 2A', 'Vss,Hss,Ey', 'sse'),
  ...both(fromGeneral('cvtsi2sd', 'double'), 'F2. 0F 2A', 'Vsd,Hsd,Ey', 'sse2'),
  ...both(toGeneral('cvttss2si', 'single', { rounding: cut }), 'F3. 0F 2C', 'Gy,Wss', 'sse'),
  ...both(toGeneral('cvttsd2si', 'double', { rounding: cut }), 'F2. 0F 2C', 'Gy,Wsd', 'sse2'),
  ...both(toGeneral('cvtss2si', 'single'), 'F3. 0F 2D', 'Gy,Wss', 'sse'),
  ...both(toGeneral('cvtsd2si', 'double'), 'F2. 0F 2D', 'Gy,Wsd', 'sse2'),
  ...rows(convert('cvtpi2ps', { from: 'integer32', to: 'single', count: 2, keep: true }), '0F 2A Vdq,Qq ; np @sse'),
  ...rows(convert('cvtpi2pd', { from: 'integer32', to: 'double' }), '66. 0F 2A Vdq,Qq ; @sse2'),
  ...rows(convert('cvttps2pi', { from: 'single', to: 'integer32', count: 2, rounding: cut }), '0F 2C Pq,Wq ; np @sse'),
  ...rows(convert('cvttpd2pi', { from: 'double', to: 'integer32', rounding: cut }), '66. 0F 2C Pq,Wdq ; @sse2'),
  ...rows(convert('cvtps2pi', { from: 'single', to: 'integer32', count: 2 }), '0F 2D Pq,Wq ; np @sse'),
  ...rows(convert('cvtpd2pi', { from: 'double', to: 'integer32' }), '66. 0F 2D Pq,Wdq ; @sse2'),
];

// prettier-ignore
export const vectorFloats: readonly Row[] = [
  ...arithmeticRows,
  ...compareRows,
  ...conversionRows,
  ...both(compareFlags('ucomiss', single, true), '0F 2E', 'Vss,Wss', 'sse'),
  ...both(compareFlags('ucomisd', double, true), '66. 0F 2E', 'Vsd,Wsd', 'sse2'),
  ...both(compareFlags('comiss', single, false), '0F 2F', 'Vss,Wss', 'sse'),
  ...both(compareFlags('comisd', double, false), '66. 0F 2F', 'Vsd,Wsd', 'sse2'),
  ...both(float('addsubpd', laneOperation.addSubtract, double), '66. 0F D0', 'Vx,Hx,Wx', 'sse3'),
  ...both(float('addsubps', laneOperation.addSubtract, single), 'F2. 0F D0', 'Vx,Hx,Wx', 'sse3'),
  ...both(horizontal('haddpd', laneOperation.add, double), '66. 0F 7C', 'Vx,Hx,Wx', 'sse3'),
  ...both(horizontal('haddps', laneOperation.add, single), 'F2. 0F 7C', 'Vx,Hx,Wx', 'sse3'),
  ...both(horizontal('hsubpd', laneOperation.subtract, double), '66. 0F 7D', 'Vx,Hx,Wx', 'sse3'),
  ...both(horizontal('hsubps', laneOperation.subtract, single), 'F2. 0F 7D', 'Vx,Hx,Wx', 'sse3'),
  ...both(dotProduct('dpps', single), '66. 0F 3A 40', 'Vx,Hx,Wx,Ib', 'sse4.1'),
  ...rows(dotProduct('dppd', double), '66. 0F 3A 41 Vx,Wx,Ib ; @sse4.1', 'VEX.128. 66. 0F 3A 41 Vx,Hx,Wx,Ib ; @avx'),
  ...both(float('rsqrtps', laneOperation.reciprocalRoot, single), '0F 52', 'Vx,Wx', 'sse'),
  ...both(float('rcpps', laneOperation.reciprocal, single), '0F 53', 'Vx,Wx', 'sse'),
  ...both(float('rsqrtss', laneOperation.reciprocalRoot, lowest(single)), 'F3. 0F 52', 'Vss,Hss,Wss', 'sse'),
  ...both(float('rcpss', laneOperation.reciprocal, lowest(single)), 'F3. 0F 53', 'Vss,Hss,Wss', 'sse'),
  ...both(roundTo('roundps', single), '66. 0F 3A 08', 'Vx,Wx,Ib', 'sse4.1'),
  ...both(roundTo('roundpd', double), '66. 0F 3A 09', 'Vx,Wx,Ib', 'sse4.1'),
  ...both(roundTo('roundss', lowest(single)), '66. 0F 3A 0A', 'Vss,Hss,Wss,Ib', 'sse4.1'),
  ...both(roundTo('roundsd', lowest(double)), '66. 0F 3A 0B', 'Vsd,Hsd,Wsd,Ib', 'sse4.1'),
];
