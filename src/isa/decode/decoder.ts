/** From instruction bytes to the interpreter's records (SDM 2A chapter 2). */
import { instructionBytesMax } from '../../memory/code-pages.ts';
import { recordBytes, recordFlag } from '../../memory/layout.ts';
import type { CpuModel } from '../cpuid.ts';
import type { FeatureName } from '../features.ts';
import { repeat } from '../repeat.ts';
import type { Decoded } from './instruction.ts';
import { Instruction, segmentCells } from './instruction.ts';
import { memoryOperand, relativeToPage } from './memory-operand.ts';
import { decodeOperands } from './operands.ts';
import { readPrefixes, setSizes } from './prefixes.ts';
import type { DecodeRow } from './row.ts';
import type { OpcodeMap } from './tables.ts';
import { decodeTables } from './tables.ts';
import { decodeVectorOperands } from './vector-operands.ts';
import { beginsVex, readVex } from './vex.ts';

type Hidden = ReadonlySet<FeatureName>;

const { maps, special } = decodeTables;
const emptyRows: readonly DecodeRow[] = [];
const oneByte = maps[''] ?? [];
const twoByte = maps['0F'] ?? [];
const threeByte = maps['0F38'] ?? [];
const threeByteImmediate = maps['0F3A'] ?? [];
const systemRegisterForms = maps['0F01'] ?? [];
/** D8 to DF, with a register: as in 0F 01, the whole ModRM byte names the instruction. */
const escapeForms = ['D8', 'D9', 'DA', 'DB', 'DC', 'DD', 'DE', 'DF'].map((map) => maps[map] ?? []);

/** Where an instruction is decoded from. */
export interface Source {
  readonly bytes: Uint8Array;
  /** Index of its first byte, and behind the last byte that may be read. */
  readonly at: number;
  readonly end: number;
  /** 0, 1 or 2 for 16-, 32- and 64-bit code. */
  readonly mode: number;
  /** Its offset in its page. */
  readonly pageOffset: number;
  /** Whether a relative target in the same page counts as such. */
  readonly mayStay: boolean;
}

/** Decodes one instruction at a time; the result object is reused. */
export class Decoder {
  readonly #instruction: Instruction;
  readonly #hidden: Hidden;

  /** Instructions of `hidden` features do not exist; `vendor`: where makers differ. */
  constructor(hidden: Hidden = new Set(), vendor: CpuModel['vendor'] = 'GenuineIntel') {
    this.#hidden = hidden;
    this.#instruction = new Instruction(vendor === 'AuthenticAMD');
  }

  /** The instruction there; its length is 0 if it goes on behind the end of the bytes. */
  decode(source: Source): Decoded {
    const i = this.#instruction;
    i.begin(source.bytes, source.at, source.end, source.mode);
    decodeInto(i, source, this.#hidden);
    const { out } = i;
    out.length = i.isCutOff ? 0 : i.length;
    if (i.isCutOff && i.isTooLong) {
      out.length = instructionBytesMax;
      out.variant = special.tooLong;
    }
    return out;
  }
}

function decodeInto(i: Instruction, source: Source, hidden: Hidden): void {
  const first = readPrefixes(i);
  let map: OpcodeMap | undefined = oneByte;
  let byte = first;
  if (beginsVex(i, first)) {
    map = readVex(i, first);
    byte = i.byte();
  } else {
    if (first === 0x0f) {
      byte = i.byte();
      map = byte === 0x38 ? threeByte : byte === 0x3a ? threeByteImmediate : twoByte;
      if (map !== twoByte) byte = i.byte();
    }
    setSizes(i);
  }
  const candidates = map?.[byte] ?? emptyRows;
  const isSystem = map === twoByte && byte === 1;
  if (isSystem || candidates[0]?.hasModrm === true) i.modrm = i.byte();
  const isEscape = map === oneByte && (byte & 0xf8) === 0xd8;
  const rows = isEscape
    ? escapeRows(i, byte, candidates)
    : isSystem
      ? systemRows(i, candidates)
      : candidates;
  const row = choose(i, rows, hidden);
  if (row === undefined) i.out.variant = special.unknown;
  else finish(i, row, isEscape ? ((byte & 7) << 8) | i.modrm : byte, source);
}

function escapeRows(
  i: Instruction,
  opcode: number,
  withMemory: readonly DecodeRow[],
): readonly DecodeRow[] {
  return i.modrm < 0xc0 ? withMemory : (escapeForms[opcode & 7]?.[i.modrm] ?? emptyRows);
}

/** 0F 01: register forms are instructions of their own, named by the whole ModRM byte. */
function systemRows(i: Instruction, candidates: readonly DecodeRow[]): readonly DecodeRow[] {
  const exact = i.modrm >= 0xc0 ? (systemRegisterForms[i.modrm] ?? emptyRows) : emptyRows;
  return exact.length > 0 ? exact : candidates;
}

function choose(
  i: Instruction,
  candidates: readonly DecodeRow[],
  hidden: Hidden,
): DecodeRow | undefined {
  const long = i.mode === 2;
  const digit = (i.modrm >> 3) & 7;
  for (const row of candidates) {
    if (row.digit !== null && row.digit !== digit) continue;
    if (long ? !row.validInLong : !row.validInLegacy) continue;
    if (row.prefix !== null && !hasPrefix(i, row.prefix)) continue;
    if (i.modrm < 0xc0 ? row.withoutMemory : row.withoutRegister) continue;
    if (row.withoutPrefix && (i.operandPrefix || i.repeated !== 0)) continue;
    if (row.withoutRexB && (i.rex & 1) !== 0 && !isPauseOnIntel(i, row)) continue;
    if (row.feature !== null && hidden.has(row.feature)) continue;
    if (i.isVex && !fitsVex(i, row)) continue;
    return row;
  }
  return undefined;
}

/** F3 90 with REX.B is XCHG on AMD's CPUs, as 90 is on all; on Intel's still PAUSE. */
const isPauseOnIntel = (i: Instruction, row: DecodeRow): boolean => !i.isAmd && row.prefix === 'F3';

/** VEX.L, VEX.W, and VEX.vvvv where no operand uses it (SDM 2A 2.3.5). */
function fitsVex(i: Instruction, row: DecodeRow): boolean {
  if (((row.vexLengths >> i.vexLength) & 1) === 0) return false;
  if (row.vexW !== null && row.vexW !== i.vexW) return false;
  // A vector of indices stands in a SIB byte (SDM 2A 2.3.12).
  if (row.vector?.vectorIndex === true && ((i.modrm & 7) !== 4 || i.addressSize === 16))
    return false;
  return row.usesVexRegister || i.vexUnused;
}

/** F2 and F3 count before 66 where it stands beside them. */
function hasPrefix(i: Instruction, prefix: NonNullable<DecodeRow['prefix']>): boolean {
  if (prefix === '66') return i.operandPrefix && i.repeated === 0;
  return i.repeated === (prefix === 'F3' ? 0xf3 : 0xf2);
}

/** The operands, and with them the variant. Of an x87 opcode the FPU remembers eleven bits. */
function finish(i: Instruction, row: DecodeRow, opcode: number, source: Source): void {
  const { out } = i;
  const long = i.mode === 2;
  if (long && row.longSize !== 'prefixes') {
    const keeps16 = row.longSize === 'default64' || i.isAmd;
    if (!keeps16 || i.operandSize !== 16) i.operandSize = 64;
  }
  const isMemory = row.hasModrm && i.modrm < 0xc0 && !row.registerOnly;
  if (isMemory) memoryOperand(i, row.vector?.vectorIndex);
  if (i.addressSize === 16) out.flags |= recordFlag.address16;
  if (i.addressSize === 32) out.flags |= recordFlag.address32;
  if (row.repeats) out.scale = repetition(i);
  if (i.override >= 0) out.segment = segmentCells[i.override] ?? 0;
  if (row.vector !== null) decodeVectorOperands(i, row.vector, isMemory);
  else decodeOperands(i, row.operands, opcode);
  if (row.isEscape) out.immediateLow = opcode;
  if (!long || i.override >= 0 || i.addressSize !== 64) out.flags |= recordFlag.complex;
  const nextOffset = source.pageOffset + i.length;
  if (i.ripRelative) relativeToPage(i, nextOffset);
  const inPage =
    row.isRelative && i.operandSize !== 16 && source.mayStay && staysInPage(i, nextOffset);
  const form = (long ? 4 : 0) + (isMemory || row.hasOffset ? 2 : 0) + (inPage ? 1 : 0);
  const variant = row.variantOf[(i.operandSize >> 5) * 8 + form] ?? -1;
  const badLock = i.lock && !(row.mayLock && isMemory);
  out.variant = badLock || variant < 0 ? special.invalid : variant;
}

function repetition(i: Instruction): number {
  if (i.repeated === 0xf3) return repeat.whileEqual;
  return i.repeated === 0xf2 ? repeat.whileNotEqual : repeat.none;
}

/** A target in the same page is a distance in records; beside it the offset behind this one. */
function staysInPage(i: Instruction, nextOffset: number): boolean {
  const { out } = i;
  const target = nextOffset + out.immediateLow;
  if (i.mode !== 2 || target < 0 || target >= 4096) return false;
  out.immediateLow = (out.immediateLow + i.length) * recordBytes;
  out.immediateHigh = nextOffset;
  return true;
}
