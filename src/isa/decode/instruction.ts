/** An instruction on its way through the decoder: its bytes, what its prefixes say, its record. */
import { instructionBytesMax } from '../../memory/code-pages.ts';
import { cpuCell, segment, segmentIndex } from '../../memory/layout.ts';

export type Size = 16 | 32 | 64;

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

/** Offset of a general register in a CPU's state. */
export const registerCell = (number: number): number => cpuCell.registers + number * 8;

export const vectorCell = (number: number): number => cpuCell.xmm + number * 16;
export const mmxCell = (number: number): number => cpuCell.x87 + number * 16;

/** Offsets of the segment registers in a CPU's state, in the order of their encoding. */
export const segmentCells = Object.keys(segmentIndex).map((name) =>
  segment(name as keyof typeof segmentIndex),
);

/** Reused from one instruction to the next: nothing is allocated while decoding. */
export class Instruction {
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
  /** 0, 1 or 2 for 16-, 32- and 64-bit code. */
  mode = 2;
  rex = 0;
  hasRex = false;
  modrm = 0;
  operandSize: Size = 32;
  addressSize: Size = 64;
  /** Index of the segment named by a prefix, or -1. */
  override = -1;
  ripRelative = false;
  operandPrefix = false;
  addressPrefix = false;
  lock = false;
  /** F2, F3 or 0. */
  repeated = 0;
  /** A VEX prefix, and what it says beside REX's bits: a third register, and a vector length. */
  isVex = false;
  vexRegister = 0;
  /** Whether the field of the third register says that there is none. */
  vexUnused = false;
  vexLength = 0;
  /** VEX.W, also where REX.W does not exist. */
  vexW = 0;

  /**
   * AMD's CPUs let 66 make a near branch one of 16 bits, and REX.B an exchange of F3 90; Intel's do
   * not (SDM 2A, JMP; 2B, PAUSE; APM 3).
   */
  readonly isAmd: boolean;

  constructor(isAmd: boolean) {
    this.isAmd = isAmd;
  }

  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #start = 0;
  #end = 0;

  /** Starts at `bytes[at]`; bytes up to `end` may be read. */
  begin(bytes: Uint8Array, at: number, end: number, mode: number): void {
    this.#bytes = bytes;
    this.#at = this.#start = at;
    this.#end = Math.min(end, at + instructionBytesMax);
    this.mode = mode;
    this.rex = 0;
    this.hasRex = false;
    this.override = -1;
    this.ripRelative = false;
    this.operandPrefix = this.addressPrefix = this.lock = false;
    this.repeated = 0;
    this.isVex = false;
    const { out } = this;
    out.a = out.b = out.displacement = out.immediateLow = out.immediateHigh = 0;
    out.scale = out.flags = 0;
    out.base = out.index = cpuCell.zero;
    out.segment = segmentCells[segmentIndex.ds] ?? 0;
  }

  /** Bytes taken so far. */
  get length(): number {
    return this.#at - this.#start;
  }

  /** Whether bytes were asked for that are not there. */
  get isCutOff(): boolean {
    return this.#at > this.#end;
  }

  /** Whether it is the limit of instruction length that cut it off. */
  get isTooLong(): boolean {
    return this.#end === this.#start + instructionBytesMax;
  }

  byte(): number {
    const byte = this.#at < this.#end ? (this.#bytes[this.#at] ?? 0) : 0;
    this.#at++;
    return byte;
  }

  /** The next byte, left where it is. */
  peek(): number {
    return this.#at < this.#end ? (this.#bytes[this.#at] ?? 0) : 0;
  }

  word(): number {
    return this.byte() | (this.byte() << 8);
  }

  /** 32 bits, signed. */
  dword(): number {
    return this.word() | (this.word() << 16);
  }
}
