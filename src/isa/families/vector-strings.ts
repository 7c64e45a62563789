/** Strings in vectors, of a given length or ended by zero: PCMPxSTRx (SDM 1 12.10.3). */
import { cpuCell, upperHalf } from '../../memory/layout.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { i32, i64, select } from '../../wasm/value.ts';
import { i16x8, i64x2, zeroVector } from '../../wasm/vector.ts';
import type { Context } from '../context.ts';
import { flagBit } from '../flags.ts';
import type { Meaning, Row } from '../row.ts';
import { rows } from '../row.ts';
import { compareControl, elementCount } from '../routines/string-compare.ts';
import type { VectorOperands } from '../vector-meaning.ts';
import { vectorMeaning } from '../vector-meaning.ts';
import { vectorField } from '../vector-record.ts';
import { setArithmeticFlags } from './vector-lanes.ts';
import { lanesMarked } from './vector-shuffles.ts';

/** The absolute value of a length register, of 64 bits with REX.W, and no more than there is. */
function explicitLength(x: Context, v: VectorOperands, number: number, count: Local): Local {
  const { f } = x;
  const whole = f.let(x.register(number));
  f.if(v.is('quad').isZero(), () => f.set(whole, whole.extend32S()));
  f.if(whole.shrS(63).ne(0), () => f.set(whole, whole.negate()));
  return f.let(select(whole.gtU(count.zeroExtend()), count, whole.low32()));
}

interface Comparison {
  readonly result: Local;
  readonly count: Local;
  readonly control: Local;
}

function compare(x: Context, v: VectorOperands, isExplicit: boolean): Comparison {
  const { f, routines: r } = x;
  const control = f.let(v.immediate);
  const count = f.let(elementCount(control));
  const first = f.let(x.cpu.add(x.field(vectorField.first, 2)));
  const lengthOf = (string: Local, register: number): Local =>
    isExplicit ? explicitLength(x, v, register, count) : f.call(r.stringLength, string, control);
  const [a, b] = [lengthOf(first, 0), lengthOf(v.source, 2)];
  const result = f.call(r.stringCompare, first, v.source, a, b, control);
  const flag = (condition: Value, bit: number): Value => select(condition, i32(bit), i32(0));
  const flags = f.let(
    flag(result, flagBit.cf)
      .or(flag(b.ltU(count), flagBit.zf))
      .or(flag(a.ltU(count), flagBit.sf))
      .or(flag(result.and(1), flagBit.of)),
  );
  setArithmeticFlags(x, flags);
  return { result, count, control };
}

/** The number of the first or last match goes to ECX. */
const toIndex = (name: string, isExplicit: boolean): Meaning =>
  vectorMeaning(name, (v, x) => {
    const { result, count, control } = compare(x, v, isExplicit);
    const last = i32(31).sub(result.clz());
    const index = select(control.and(compareControl.other), last, result.ctz());
    x.setRegister(1, select(result, index, count).zeroExtend());
    x.go.next();
  });

/** The matches go to XMM0, as bits or as whole elements. */
const toMask = (name: string, isExplicit: boolean): Meaning =>
  vectorMeaning(name, (v, x) => {
    const { f } = x;
    const { result, control } = compare(x, v, isExplicit);
    const mask = f.let(i64x2.replace(zeroVector, 0, result.zeroExtend()));
    f.if(control.and(compareControl.other), () => {
      const words = lanesMarked(i16x8.splat(result), 2);
      f.set(mask, select(control.and(compareControl.words), words, byteMask(result)));
    });
    f.storeVector(x.cpu, mask, cpuCell.xmm);
    f.if(v.is('vex'), () => f.storeVector(x.cpu, zeroVector, cpuCell.xmm + upperHalf));
    x.go.next();
  });

/** Bytes 0 to 7 are marked by the low eight bits, the others by the bits above. */
function byteMask(bits: Value): Value {
  const spread = (byte: Value): Value => byte.and(0xff).zeroExtend().mul(i64(0x0101010101010101n));
  const halves = i64x2.replace(i64x2.splat(spread(bits)), 1, spread(bits.shrU(8)));
  return lanesMarked(halves, 1);
}

const rowsOf = (meaning: Meaning, opcode: string): Row[] =>
  rows(
    meaning,
    `66. 0F 3A ${opcode} Vdq,Wdq,Ib ; unaligned @sse4.2`,
    `VEX.128. 66. 0F 3A ${opcode} Vdq,Wdq,Ib ; @avx`,
  );

export const vectorStrings: readonly Row[] = [
  ...rowsOf(toMask('pcmpestrm', true), '60'),
  ...rowsOf(toIndex('pcmpestri', true), '61'),
  ...rowsOf(toMask('pcmpistrm', false), '62'),
  ...rowsOf(toIndex('pcmpistri', false), '63'),
];
