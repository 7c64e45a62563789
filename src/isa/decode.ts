/** From instruction bytes to the interpreter's records (SDM 2A chapter 2). */
import { cpuCell, recordFlag, segment, segmentIndex } from '../memory/layout.ts';
import { instructionBytesMax } from '../memory/code-pages.ts';
import type { DecodeRow } from './catalogue.ts';
import { opcodeMaps, specialVariants } from './catalogue.ts';
import type { OperandCode } from './row.ts';
import { repeat } from './families/string.ts';

/** A decoded instruction: the fields of a record, with the variant in place of the handler. */
export interface Decoded {
  /** Index into the catalogue's variants. */
  variant: number;
  /** Bytes of the instruction; 0 if more bytes than given are needed. */
  length: number;
  a: number;
  b: number;
  base: number;
  index: number;
  displacement: number;
  /** The immediate's low and high 32 bits. */
  immediateLow: number;
  immediateHigh: number;
  scale: number;
  flags: number;
  segment: number;
}

const emptyRows: readonly DecodeRow[] = [];
const oneByte = opcodeMaps[''] ?? [];
const twoByte = opcodeMaps['0F'] ?? [];
const systemRegisterForms = opcodeMaps['0F01'] ?? [];

/** Segment override prefixes, and the index of the segment each names. */
// prettier-ignore
const overrides = new Map<number, number>([
  [0x26, segmentIndex.es], [0x2e, segmentIndex.cs], [0x36, segmentIndex.ss],
  [0x3e, segmentIndex.ds], [0x64, segmentIndex.fs], [0x65, segmentIndex.gs],
]);

const prefixKind = { none: 0, rex: 1, segment: 2, other: 3 } as const;

/** What each byte is as a prefix. */
const prefixKinds = Uint8Array.from({ length: 256 }, (_, byte) => {
  if ((byte & 0xf0) === 0x40) return prefixKind.rex;
  if (overrides.has(byte)) return prefixKind.segment;
  const isOther = byte === 0x66 || byte === 0x67 || byte === 0xf0 || byte === 0xf2 || byte === 0xf3;
  return isOther ? prefixKind.other : prefixKind.none;
});

/** 16-bit addressing (SDM 2A table 2-1): base and index registers by ModRM.rm. */
// prettier-ignore
const pairs16: readonly (readonly [number, number])[] = [
  [3, 6], [3, 7], [5, 6], [5, 7], [6, -1], [7, -1], [5, -1], [3, -1],
];

const registerCell = (number: number): number => cpuCell.registers + number * 8;
const segmentCells = Object.keys(segmentIndex).map((name) =>
  segment(name as keyof typeof segmentIndex),
);

/** Decodes one instruction at a time; the result object is reused. */
export class Decoder {
  readonly out: Decoded = {
    variant: 0,
    length: 0,
    a: 0,
    b: 0,
    base: 0,
    index: 0,
    displacement: 0,
    immediateLow: 0,
    immediateHigh: 0,
    scale: 0,
    flags: 0,
    segment: 0,
  };

  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #start = 0;
  #end = 0;
  #mode = 2;
  #rex = 0;
  #hasRex = false;
  #modrm = 0;
  #operandSize: 16 | 32 | 64 = 32;
  #addressSize: 16 | 32 | 64 = 64;
  #override = -1;
  #ripRelative = false;
  #operandPrefix = false;
  #addressPrefix = false;
  #lock = false;
  #repeated = 0;

  /**
   * Decodes the instruction at `bytes[at]` of which bytes up to `end` may be read; `mode` is 0, 1
   * or 2 for 16-, 32- and 64-bit code, `pageOffset` the instruction's offset in its page.
   * Relative targets count as inside the page only if `mayStay`.
   */
  decode(
    bytes: Uint8Array,
    at: number,
    end: number,
    mode: number,
    pageOffset: number,
    mayStay: boolean,
  ): Decoded {
    this.#bytes = bytes;
    this.#at = this.#start = at;
    this.#end = Math.min(end, at + instructionBytesMax);
    this.#mode = mode;
    this.#rex = 0;
    this.#hasRex = false;
    this.#override = -1;
    this.#ripRelative = false;
    const { out } = this;
    out.a = out.b = out.displacement = out.immediateLow = out.immediateHigh = 0;
    out.scale = out.flags = 0;
    out.base = out.index = cpuCell.zero;
    out.segment = segmentCells[segmentIndex.ds] ?? 0;
    this.#instruction(pageOffset, mayStay);
    if (this.#at > this.#end) {
      const tooLong = this.#end === at + instructionBytesMax;
      out.length = tooLong ? instructionBytesMax : 0;
      if (tooLong) out.variant = specialVariants.tooLong;
    } else {
      out.length = this.#at - at;
    }
    return out;
  }

  #byte(): number {
    return this.#at < this.#end ? (this.#bytes[this.#at++] ?? 0) : (this.#at++, 0);
  }

  #instruction(pageOffset: number, mayStay: boolean): void {
    const opcode = this.#prefixes();
    const isTwoByte = opcode === 0x0f;
    const byte = isTwoByte ? this.#byte() : opcode;
    const candidates = (isTwoByte ? twoByte : oneByte)[byte] ?? emptyRows;
    this.#sizes();
    const isSystem = isTwoByte && byte === 1;
    const first = candidates[0];
    if (isSystem || first?.hasModrm === true) this.#modrm = this.#byte();
    const row = isSystem ? this.#chooseSystem(candidates) : this.#choose(candidates);
    if (row === undefined) this.out.variant = specialVariants.unknown;
    else this.#finish(row, byte, pageOffset, mayStay);
  }

  /** Legacy prefixes in any order, then REX directly before the opcode, which is given back. */
  #prefixes(): number {
    this.#operandPrefix = this.#addressPrefix = this.#lock = false;
    this.#repeated = 0;
    for (;;) {
      const byte = this.#byte();
      const kind = prefixKinds[byte] ?? prefixKind.none;
      if (kind === prefixKind.none || this.#at > this.#end) return byte;
      if (kind === prefixKind.rex) {
        if (this.#mode !== 2) return byte;
        this.#rex = byte & 15;
        this.#hasRex = true;
        continue;
      }
      // A REX prefix counts only directly before the opcode.
      this.#rex = 0;
      this.#hasRex = false;
      if (kind === prefixKind.segment) this.#overrideBy(byte);
      else if (byte === 0x66) this.#operandPrefix = true;
      else if (byte === 0x67) this.#addressPrefix = true;
      else if (byte === 0xf0) this.#lock = true;
      else this.#repeated = byte;
    }
  }

  /** In 64-bit code ES, CS, SS and DS overrides are ignored (SDM 2A 2.1.1). */
  #overrideBy(prefix: number): void {
    const named = overrides.get(prefix) ?? -1;
    if (this.#mode !== 2 || named >= segmentIndex.fs) this.#override = named;
  }

  #sizes(): void {
    if (this.#mode === 2) {
      this.#operandSize = (this.#rex & 8) !== 0 ? 64 : this.#operandPrefix ? 16 : 32;
      this.#addressSize = this.#addressPrefix ? 32 : 64;
    } else {
      const wide = (this.#mode === 1) !== this.#operandPrefix;
      this.#operandSize = wide ? 32 : 16;
      this.#addressSize = (this.#mode === 1) !== this.#addressPrefix ? 32 : 16;
    }
  }

  /** 0F 01: register forms are instructions of their own, named by the whole ModRM byte. */
  #chooseSystem(candidates: readonly DecodeRow[]): DecodeRow | undefined {
    const exact = this.#modrm >= 0xc0 ? systemRegisterForms[this.#modrm]?.[0] : undefined;
    if (exact === undefined) return this.#choose(candidates);
    return this.#mode === 2 || exact.validInLegacy ? exact : undefined;
  }

  #choose(candidates: readonly DecodeRow[]): DecodeRow | undefined {
    const long = this.#mode === 2;
    const digit = (this.#modrm >> 3) & 7;
    for (const row of candidates) {
      if (row.digit !== undefined && row.digit !== digit) continue;
      if (long ? !row.validInLong : !row.validInLegacy) continue;
      if (row.prefix !== undefined && !this.#hasPrefix(row.prefix)) continue;
      if (row.withoutMemory && this.#modrm < 0xc0) continue;
      if (row.withoutPrefix && (this.#operandPrefix || this.#repeated !== 0)) continue;
      if (row.withoutRexB && (this.#rex & 1) !== 0) continue;
      return row;
    }
    return undefined;
  }

  #hasPrefix(prefix: NonNullable<DecodeRow['prefix']>): boolean {
    if (prefix === '66') return this.#operandPrefix;
    return this.#repeated === (prefix === 'F3' ? 0xf3 : 0xf2);
  }

  #finish(row: DecodeRow, opcode: number, pageOffset: number, mayStay: boolean): void {
    const { out } = this;
    const long = this.#mode === 2;
    if (long && row.longSize !== 'prefixes') {
      if (row.longSize === 'always64' || this.#operandSize !== 16) this.#operandSize = 64;
    }
    const isMemory = row.hasModrm && this.#modrm < 0xc0 && !row.registerOnly;
    if (isMemory) this.#memoryOperand();
    if (this.#addressSize === 16) out.flags |= recordFlag.address16;
    if (this.#addressSize === 32) out.flags |= recordFlag.address32;
    if (row.repeats) out.scale = this.#repetition();
    if (this.#override >= 0) out.segment = segmentCells[this.#override] ?? 0;
    out.immediateLow = opcode & 15;
    const { operands } = row;
    for (let place = 0; place < operands.length; place++) {
      const code = operands[place];
      if (code !== undefined) this.#operand(code, place, opcode);
    }
    if (!long || this.#override >= 0 || this.#addressSize !== 64) out.flags |= recordFlag.complex;
    const nextOffset = pageOffset + this.#at - this.#start;
    if (this.#ripRelative) this.#relativeToPage(nextOffset);
    const inPage = row.isRelative && this.#jumpStays(nextOffset, mayStay);
    const form = (long ? 4 : 0) + (isMemory || row.hasOffset ? 2 : 0) + (inPage ? 1 : 0);
    const variant = row.variantOf[(this.#operandSize >> 5) * 8 + form] ?? -1;
    const badLock = this.#lock && !(row.mayLock && isMemory);
    out.variant = badLock || variant < 0 ? specialVariants.invalid : variant;
  }

  #repetition(): number {
    if (this.#repeated === 0xf3) return repeat.whileEqual;
    return this.#repeated === 0xf2 ? repeat.whileNotEqual : repeat.none;
  }

  /** ModRM, SIB and displacement (SDM 2A tables 2-1 to 2-3). */
  #memoryOperand(): void {
    if (this.#addressSize === 16) {
      this.#memoryOperand16();
      return;
    }
    const { out } = this;
    const mod = this.#modrm >> 6;
    let base = this.#modrm & 7;
    let hasBase = true;
    if (base === 4) {
      const sib = this.#byte();
      base = sib & 7;
      const index = ((sib >> 3) & 7) | ((this.#rex & 2) << 2);
      if (index !== 4) {
        out.index = registerCell(index);
        out.scale = sib >> 6;
      }
      if (base === 5 && mod === 0) hasBase = false;
    } else if (base === 5 && mod === 0) {
      hasBase = false;
      this.#ripRelative = this.#mode === 2;
    }
    if (hasBase) {
      out.base = registerCell(base | ((this.#rex & 1) << 3));
      if ((base === 4 || base === 5) && (this.#rex & 1) === 0) this.#useStackSegment();
    }
    if (mod === 1) out.displacement = (this.#byte() << 24) >> 24;
    else if (mod === 2 || !hasBase) out.displacement = this.#dword();
  }

  #memoryOperand16(): void {
    const { out } = this;
    const mod = this.#modrm >> 6;
    const rm = this.#modrm & 7;
    const [base, index] = pairs16[rm] ?? [0, -1];
    if (mod === 0 && rm === 6) {
      out.displacement = this.#word();
      return;
    }
    out.base = registerCell(base);
    if (index >= 0) out.index = registerCell(index);
    if (base === 5) this.#useStackSegment();
    if (mod === 1) out.displacement = (this.#byte() << 24) >> 24;
    else if (mod === 2) out.displacement = (this.#word() << 16) >> 16;
  }

  #useStackSegment(): void {
    if (this.#override >= 0) return;
    this.out.flags |= recordFlag.stack;
    this.out.segment = segmentCells[segmentIndex.ss] ?? 0;
  }

  #word(): number {
    return this.#byte() | (this.#byte() << 8);
  }

  #dword(): number {
    return this.#word() | (this.#word() << 16);
  }

  /** The record's register offsets and immediate for one operand. */
  #operand(code: OperandCode, place: number, opcode: number): void {
    const { out } = this;
    const set = (at: number): void => {
      if (place === 0) out.a = at;
      else if (place === 1) out.b = at;
    };
    const isByte = code.size === 'b';
    switch (code.method) {
      case 'E':
      case 'R':
        if (this.#modrm >= 0xc0 || code.method === 'R')
          set(this.#register((this.#modrm & 7) | ((this.#rex & 1) << 3), isByte));
        return;
      case 'G':
        set(this.#register(((this.#modrm >> 3) & 7) | ((this.#rex & 4) << 1), isByte));
        return;
      case 'Z':
        set(this.#register((opcode & 7) | ((this.#rex & 1) << 3), isByte));
        return;
      case 'L':
        set(registerCell(code.register));
        return;
      case 'S':
        set((this.#modrm >> 3) & 7);
        return;
      case 'C':
      case 'D':
        set(((this.#modrm >> 3) & 7) | ((this.#rex & 4) << 1));
        return;
      case 'I':
      case 'J':
      case 'A':
        this.#immediate(code);
        return;
      case '1':
        out.immediateLow = 1;
        return;
      case 'O':
        this.#absoluteAddress();
        return;
      case 'M':
      case 'X':
        return;
    }
  }

  /** AH CH DH BH are bytes 1 of the first four registers, unless a REX prefix is there. */
  #register(number: number, isByte: boolean): number {
    const isHigh = isByte && !this.#hasRex && number >= 4 && number < 8;
    return isHigh ? registerCell(number - 4) + 1 : registerCell(number);
  }

  #immediate(code: OperandCode): void {
    const { out } = this;
    const size = this.#operandSize;
    let low: number;
    if (code.size === 'b' || code.size === 's') {
      const byte = this.#byte();
      const signed = code.size === 's' || code.method === 'J';
      low = signed ? (byte << 24) >> 24 : byte;
    } else if (code.size === 'w') low = this.#word();
    else if (code.size === 'wIb') low = this.#word() | (this.#byte() << 16);
    else if (code.size === 'p') {
      low = size === 16 ? this.#word() : this.#dword();
      out.immediateLow = low;
      out.immediateHigh = this.#word();
      return;
    } else if (code.size === 'v' && size === 64) {
      out.immediateLow = this.#dword();
      out.immediateHigh = this.#dword();
      return;
    } else if (size === 16) low = code.method === 'J' ? (this.#word() << 16) >> 16 : this.#word();
    else low = this.#dword();
    // Values of 16 bits and fewer are kept zero-extended to their operand's width.
    if (code.method === 'I' && size === 16 && code.size !== 'wIb') low &= 0xffff;
    out.immediateLow = low;
    out.immediateHigh = low < 0 ? -1 : 0;
  }

  /** MOV with an address in the instruction: 64 bits of it in 64-bit code. */
  #absoluteAddress(): void {
    const { out } = this;
    if (this.#addressSize !== 64) {
      out.displacement = this.#addressSize === 16 ? this.#word() : this.#dword();
      return;
    }
    // The address stands in the record itself: the base is that field, reached from the CPU.
    out.displacement = 0;
    out.immediateLow = this.#dword();
    out.immediateHigh = this.#dword();
    out.flags |= recordFlag.absolute | recordFlag.complex;
  }

  /** RIP-relative: from the page's address, which the CPU keeps, as records do not know theirs. */
  #relativeToPage(nextOffset: number): void {
    const { out } = this;
    out.base = cpuCell.ripPage;
    const sum = out.displacement + nextOffset;
    if (sum > 0x7fffffff) out.base = cpuCell.ripPageHigh;
    out.displacement = sum > 0x7fffffff ? sum - 0x2000 : sum;
  }

  /** A target in the same page is a distance in records; beside it the offset behind this one. */
  #jumpStays(nextOffset: number, mayStay: boolean): boolean {
    const target = nextOffset + this.out.immediateLow;
    if (!mayStay || this.#mode !== 2 || target < 0 || target >= 4096) return false;
    const { out } = this;
    out.immediateLow = (out.immediateLow + this.#at - this.#start) * 32;
    out.immediateHigh = nextOffset;
    return true;
  }
}
