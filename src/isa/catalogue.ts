/** All instructions: rows by opcode, and the handlers (variants) that their forms expand to. */
import { assert, present } from '../foundation/assert.ts';
import type { OperandForm } from './operand.ts';
import { arithmetic } from './families/arithmetic.ts';
import { bits } from './families/bits.ts';
import { bmi } from './families/bmi.ts';
import { controlRegisters } from './families/control-registers.ts';
import { control } from './families/control.ts';
import { decimal } from './families/decimal.ts';
import { descriptorTables } from './families/descriptor-tables.ts';
import { extendedState } from './families/extended-state.ts';
import { far } from './families/far.ts';
import { flag } from './families/flag.ts';
import { interrupts } from './families/interrupts.ts';
import { move } from './families/move.ts';
import { multiplyAndDivide } from './families/multiply.ts';
import { ports } from './families/ports.ts';
import { processor } from './families/processor.ts';
import { segmentRegisters } from './families/segments.ts';
import { selectors } from './families/selectors.ts';
import { shiftAndRotate } from './families/shift.ts';
import { stack } from './families/stack.ts';
import { string } from './families/string.ts';
import { svm } from './families/svm.ts';
import { systemCalls } from './families/system-calls.ts';
import { system } from './families/system.ts';
import { x87Arithmetic } from './families/x87-arithmetic.ts';
import { x87Control } from './families/x87-control.ts';
import { x87Move } from './families/x87-move.ts';
import { x87Transcendental } from './families/x87-transcendental.ts';
import { vectorFloats } from './families/vector-floats.ts';
import { vectorFused } from './families/vector-fused.ts';
import { vectorIntegers } from './families/vector-integers.ts';
import { vectorLanes } from './families/vector-lanes.ts';
import { vectorMasked } from './families/vector-masked.ts';
import { vectorMoves } from './families/vector-moves.ts';
import { vectorPermutes } from './families/vector-permutes.ts';
import { vectorShifts } from './families/vector-shifts.ts';
import { vectorShuffles } from './families/vector-shuffles.ts';
import { vectorStrings } from './families/vector-strings.ts';
import type { Width } from './flags.ts';
import type { DecodeRow, Form } from './decode/row.ts';
import { formIndex } from './decode/row.ts';
import { vectorRow } from './decode/vector-operands.ts';
import type { Meaning, OperandCode, Row, SizeCode, Trait } from './row.ts';
import { transfer, widthOf } from './row.ts';
import { vector } from './vectors.ts';

// prettier-ignore
export const families: Readonly<Record<string, readonly Row[]>> = {
  arithmetic, bits, bmi, control, controlRegisters, decimal, descriptorTables, extendedState, far, flag, interrupts, move,
  multiplyAndDivide, ports, processor, segmentRegisters, selectors, shiftAndRotate, stack, string, svm,
  system, systemCalls, vectorFloats, vectorFused, vectorIntegers, vectorLanes, vectorMasked, vectorMoves,
  vectorPermutes, vectorShifts, vectorShuffles, vectorStrings, x87Arithmetic, x87Control, x87Move,
  x87Transcendental,
};

/** One handler: a meaning for certain widths and kinds of operands. */
export interface Variant {
  readonly key: string;
  readonly meaning: Meaning;
  readonly width: Width;
  readonly operands: readonly OperandForm[];
  /** For 64-bit code only (where that makes a difference). */
  readonly long: boolean;
  readonly inPage: boolean;
  /** A case of the interpreter, rather than a function in the table. */
  readonly hot: boolean;
}

/** A row with what the decoder knows of it. */
export interface CatalogueRow extends Row {
  readonly decoding: DecodeRow;
}

const modrmMethods = 'EGMRSCDPNQVUW';
const hasModrm = (row: Row): boolean =>
  row.digit !== undefined || row.operands.some(({ method }) => modrmMethods.includes(method));

const modeMatters = ['d64', 'f64', 'o64', 'i64', 'stack'] as const;

/** The width that names the handler: the operand size if the row follows it, else the fixed one. */
function rowWidth(row: Row, operandSize: 16 | 32 | 64): Width {
  if (row.traits.has('any')) return 32;
  const accumulator = row.operands.find(({ method, size }) => method === 'L' && size === 'z');
  if (accumulator !== undefined) return widthOf('z', operandSize);
  const sized = row.operands.filter(({ method, size }) => size !== '' && method !== 'J');
  const follows = sized.length === 0 || sized.some(({ size }) => 'vzysp'.includes(size));
  if (follows || row.traits.has('v')) return operandSize;
  const widths = sized.map(({ size }) => widthOf(size, operandSize));
  return Math.min(...widths) as Width;
}

function operandForm(code: OperandCode, place: number, form: Form): OperandForm | undefined {
  const at = place === 0 ? 'a' : 'b';
  const { operandSize } = form;
  switch (code.method) {
    case 'E':
      return {
        kind: form.memory ? 'memory' : 'register',
        width: widthOf(code.size, operandSize),
        place: at,
      };
    case 'G':
    case 'Z':
    case 'L':
    case 'R':
      return { kind: 'register', width: widthOf(code.size, operandSize), place: at };
    case 'M':
    case 'O':
      return { kind: 'memory', width: widthOf(code.size, operandSize), place: at };
    case 'I': {
      const width = code.size === 'z' ? operandSize : widthOf(code.size, operandSize);
      return { kind: 'immediate', width, place: at };
    }
    case '1':
      return { kind: 'immediate', width: 8, place: at };
    case 'S':
    case 'C':
    case 'D':
      return { kind: 'register', width: 16, place: at };
    case 'A':
    case 'F':
    case 'B':
    case 'J':
    case 'X':
    case 'P':
    case 'N':
    case 'Q':
    case 'V':
    case 'U':
    case 'W':
    case 'H':
      return undefined;
  }
}

/** Placeholders for what has no row: an unknown opcode, and encodings that are #UD by definition. */
const unknown = transfer('unknown', (x) => {
  x.f.run(x.host.unknown, x.cpu, x.record);
  x.raise(vector.ud);
});
const invalid = transfer('invalid', (x) => x.raise(vector.ud));
const tooLong = transfer('tooLong', (x) => x.raise(vector.gp));

const allVariants: Variant[] = [];
const byKey = new Map<string, number>();

function addVariant(variant: Variant): number {
  const known = byKey.get(variant.key);
  if (known !== undefined) {
    assert(allVariants[known]?.meaning.name === variant.meaning.name, variant.key);
    return known;
  }
  const index = allVariants.push(variant) - 1;
  byKey.set(variant.key, index);
  return index;
}

const special = (meaning: Meaning): number =>
  addVariant({
    key: meaning.name,
    meaning,
    width: 32,
    operands: [],
    long: false,
    inPage: false,
    hot: false,
  });

function expand(row: Row, form: Form): number {
  const long = form.long && modeMatters.some((trait) => row.traits.has(trait));
  const width = rowWidth(row, form.operandSize);
  const operands = row.operands.flatMap((code, place) => operandForm(code, place, form) ?? []);
  const usesStack = row.traits.has('d64') || row.traits.has('f64');
  const names = operands.map(({ kind, width: bits }) => `${kind}${bits}`);
  const key = [
    row.meaning.name,
    width,
    ...names,
    long ? 'long' : '',
    form.inPage ? 'near' : '',
  ].join('.');
  const isHot = row.meaning.hot && width !== 16 && (!usesStack || long);
  return addVariant({
    key,
    meaning: row.meaning,
    width,
    operands,
    long,
    inPage: form.inPage,
    hot: isHot,
  });
}

const isEscape = ({ map, opcode }: Row): boolean =>
  /^D[89A-F]$/.test(map) || (map === '' && (opcode & 0xf8) === 0xd8);

const followingSizes: readonly SizeCode[] = ['v', 'z', 'y', 's', 'p', 'wIb', ''];

/** Whether no form of the row depends on the operand size. */
const sizeIsFixed = ({ operands, traits }: Row): boolean =>
  operands.length > 0 &&
  operands.every(({ method, size }) => method !== 'J' && !followingSizes.includes(size)) &&
  !(['v', 'd64', 'f64'] as const).some((trait) => traits.has(trait));

function catalogueRow(row: Row): CatalogueRow {
  const variantOf = new Array<number>(24).fill(-1);
  const withModrm = hasModrm(row);
  const uses = (methods: string): boolean =>
    row.operands.some(({ method }) => methods.includes(method));
  const relative = uses('J');
  const vector = vectorRow(row);
  // Vector instructions read their form off the record: one function for all of them.
  const whole = vector && special(row.meaning);
  const mayBeMemory = uses('EMOWQ');
  const mayBeRegister = !uses('M');
  const isFixed = sizeIsFixed(row);
  for (const operandSize of isFixed ? ([16] as const) : ([16, 32, 64] as const)) {
    for (const long of [false, true]) {
      if (operandSize === 64 && !long) continue;
      if (long ? row.traits.has('i64') : row.traits.has('o64')) continue;
      if (long && row.traits.has('f64') && operandSize === 32) continue;
      if (long && row.traits.has('d64') && operandSize === 32) continue;
      for (const memory of [false, true]) {
        if (memory ? !mayBeMemory : !mayBeRegister) continue;
        const mayStay = relative && long && operandSize !== 16;
        for (const inPage of mayStay ? [false, true] : [false]) {
          const form = { operandSize, long, memory, inPage };
          variantOf[formIndex(form)] = whole ?? expand(row, form);
        }
      }
    }
  }
  if (isFixed) {
    // Sizes of 8 forms each, the last four in 64-bit code; an operand size of 64 exists only there.
    variantOf.copyWithin(8, 0, 8);
    variantOf.copyWithin(20, 4, 8);
  }
  const has = (trait: Trait): boolean => row.traits.has(trait);
  const decoding: DecodeRow = {
    digit: row.digit ?? null,
    prefix: row.prefix ?? null,
    feature: row.feature ?? null,
    operands: row.operands,
    hasModrm: withModrm,
    registerOnly: uses('R'),
    hasOffset: uses('O'),
    isRelative: relative,
    mayLock: has('lock'),
    repeats: has('rep'),
    longSize: has('f64') ? 'always64' : has('d64') ? 'default64' : 'prefixes',
    validInLong: !has('i64'),
    validInLegacy: !has('o64'),
    withoutRexB: has('plain'),
    withoutPrefix: has('np'),
    isEscape: isEscape(row),
    withoutMemory: has('mod3') || uses('NU'),
    withoutRegister: has('mem') || (vector !== undefined && uses('M')),
    vexLengths: row.vexLength === 128 || vector === undefined ? 1 : row.vexLength === 256 ? 2 : 3,
    vexW: has('w0') ? 0 : has('w1') ? 1 : null,
    usesVexRegister: uses('HB'),
    vector: vector ?? null,
    variantOf,
  };
  return { ...row, decoding };
}

/** Rows by map and opcode; those with a mandatory prefix come first. */
export const opcodeMaps: Readonly<Record<string, readonly (readonly CatalogueRow[])[]>> = (() => {
  const maps: Record<string, CatalogueRow[][]> = {};
  const all = Object.values(families).flat().map(catalogueRow);
  for (const row of all) {
    const map = (maps[row.map] ??= Array.from({ length: 256 }, () => []));
    const list = present(map[row.opcode], 'an opcode');
    if (row.prefix !== undefined || row.traits.has('plain')) list.unshift(row);
    else list.push(row);
  }
  return maps;
})();

export const specialVariants = {
  unknown: special(unknown),
  invalid: special(invalid),
  tooLong: special(tooLong),
} as const;

export const variants: readonly Variant[] = allVariants;
