/** Floating-point and vector state for cases, and the same state in our CPU (SDM 1 10.5.1). */
import { cpuCell } from '../../../src/memory/layout.ts';
import { imageOffset } from '../../../src/isa/state-image.ts';
import type { Chance } from './records.ts';
import { stateBytes } from './records.ts';
import type { Tolerance } from './tolerance.ts';

/** Byte offsets in an image of FXSAVE; the upper halves of YMM follow it. */
// prettier-ignore
export const image = {
  fcw: 0, fsw: 2, ftw: 4, fop: 6, fip: 8, fdp: 16, mxcsr: 24, mxcsrMask: 28, st: 32, xmm: 160,
  upper: 416,
} as const;

// prettier-ignore
const singles = [
  0, 0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000,
  0x7f800001, 0xffa00000, 1, 0x80000001, 0x007fffff, 0x00800000, 0x7f7fffff, 0x4f000000, 0xcf000000,
];
// prettier-ignore
const doubles = [
  0n, 0x8000000000000000n, 0x3ff0000000000000n, 0xbff0000000000000n, 0x7ff0000000000000n,
  0xfff0000000000000n, 0x7ff8000000000000n, 0xfff8000000000000n, 0x7ff0000000000001n, 1n,
  0x800fffffffffffffn, 0x0010000000000000n, 0x7fefffffffffffffn, 0x41e0000000000000n,
  0xc3e0000000000000n,
];
const words = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff];
/** Exponents of x87 registers, and integer parts that some of them make unsupported. */
const exponents = [0, 1, 0x3ffe, 0x3fff, 0x4000, 0x401e, 0x403e, 0x7ffe, 0x7fff];
const significands = [
  0n, 1n, 0x8000000000000000n, 0xc000000000000000n, 0xa000000000000000n, 0x8000000000000001n,
  0xffffffffffffffffn, 0x4000000000000000n,
]; // prettier-ignore

const poolVectors = 4096;

/** Vectors worth starting from: edges of every lane, and chance. */
export function vectorPool(random: Chance): Uint8Array {
  const pool = new Uint8Array(poolVectors * 16);
  const view = new DataView(pool.buffer);
  for (let at = 0; at < pool.length; at += 16) {
    const kind = random.below(5);
    for (let lane = at; lane < at + 16; lane += 8) view.setBigUint64(lane, random.bits64(), true);
    for (let lane = at; lane < at + 16; lane += 2) {
      if (kind === 0 && random.percent(70)) view.setUint16(lane, random.pick(words), true);
    }
    for (let lane = at; lane < at + 16; lane += 4) {
      if (kind === 1 && random.percent(70)) view.setUint32(lane, random.pick(singles), true);
      if (kind === 2 && random.percent(70)) view.setUint32(lane, moderateSingle(random), true);
    }
    for (let lane = at; lane < at + 16; lane += 8) {
      if (kind === 3 && random.percent(70)) view.setBigUint64(lane, random.pick(doubles), true);
      if (kind === 4 && random.percent(70)) view.setFloat64(lane, moderate(random), true);
    }
  }
  return pool;
}

const moderate = (random: Chance): number =>
  (random.below(2 ** 31) - 2 ** 30) / random.pick([1, 3, 7, 2 ** 10, 2 ** 24, 2 ** 30]);

const moderateSingle = (random: Chance): number => {
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, moderate(random));
  return bits.getUint32(0);
};

/** 32 bytes of the pool, wherever they lie in it. */
export const somePoolBytes = (pool: Uint8Array, random: Chance): Uint8Array => {
  const at = random.below(poolVectors - 1) * 16;
  return pool.subarray(at, at + 32);
};

/** Writes the state of one case at `at`. */
export function writeState(view: DataView, at: number, pool: Uint8Array, random: Chance): void {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let number = 0; number < 16; number++) {
    const vector = somePoolBytes(pool, random);
    bytes.set(vector.subarray(0, 16), at + image.xmm + number * 16);
    bytes.set(vector.subarray(16), at + image.upper + number * 16);
  }
  // All exceptions masked, or (rarely) some not; any rounding, FTZ and DAZ.
  const masks = random.percent(90) ? 0x1f80 : random.below(64) << 7;
  view.setUint32(at + image.mxcsr, masks | (random.below(8) << 13) | random.below(128), true);
  const precision = random.pick([0, 0x200, 0x300, 0x300]);
  const x87Masks = random.percent(85) ? 0x7f : 0x40 | random.below(64);
  view.setUint16(at + image.fcw, x87Masks | precision | (random.below(4) << 10), true);
  view.setUint16(at + image.fsw, random.percent(50) ? random.below(0x8000) & 0x7f7f : 0, true);
  view.setUint8(at + image.ftw, random.percent(60) ? 0xff : random.below(256));
  for (let number = 0; number < 8; number++) writeX87(view, at + image.st + number * 16, random);
}

function writeX87(view: DataView, at: number, random: Chance): void {
  const edge = random.percent(40);
  const near = 0x3fff + random.below(128) - 64;
  const exponent = edge ? random.pick(exponents) : random.percent(80) ? near : random.below(0x8000);
  const integer = random.percent(95) ? 2n ** 63n : 0n;
  const significand = edge ? random.pick(significands) : random.bits64() | integer;
  view.setBigUint64(at, significand, true);
  view.setUint16(at + 8, exponent | (random.below(2) << 15), true);
}

/** Places in the data pages where images for XRSTOR lie: inside a page, and across its end. */
export const imagePlaces = [0x400, 0xe00, 0x1d40] as const;

/** Fills those places; headers come with the cases. */
export function writeImages(contents: Uint8Array, pool: Uint8Array, random: Chance): void {
  const state = new DataView(new ArrayBuffer(stateBytes.all));
  for (const at of imagePlaces) {
    writeState(state, 0, pool, random);
    const bytes = new Uint8Array(state.buffer);
    contents.set(bytes.subarray(0, stateBytes.legacy), at);
    contents.set(bytes.subarray(stateBytes.legacy), at + imageOffset.avx);
    contents.fill(0, at + imageOffset.components, at + imageOffset.avx);
  }
}

/** 32 bytes of an XSAVE header: components, mostly such as this format allows. */
export function someHeader(random: Chance): Uint8Array {
  const header = new DataView(new ArrayBuffer(32));
  const unknown = [8, 16, 1 << 10, 1 << 20] as const;
  const bits = (): bigint =>
    BigInt(random.below(8) | (random.percent(8) ? random.pick(unknown) : 0));
  header.setBigUint64(0, bits(), true);
  if (random.percent(40)) header.setBigUint64(8, bits() | (1n << 63n), true);
  if (random.percent(5)) header.setUint8(8 + random.below(24), random.below(8));
  return new Uint8Array(header.buffer);
}

/** Instructions with images; their poke is the header. */
export const worksOnImages = (name: string): boolean =>
  /^(fx(save|rstor)|xsave.*|xrstor.*)$/.test(name);

/** MXCSR_MASK of a host that can do without alignment becomes ours (APM 1 4.3.2). */
export function maskLikeOurs(name: string, data: Uint8Array): void {
  if (!worksOnImages(name)) return;
  const view = new DataView(data.buffer, data.byteOffset);
  for (let at = imageOffset.mxcsrMask % 16; at < data.length; at += 16) {
    if (view.getUint32(at, true) === 0x2ffff) view.setUint32(at, 0xffff, true);
  }
}

/** Loading the state makes the bits true that say an exception is pending. */
const withSummary = (control: number, status: number): number =>
  status | ((status & ~control & 0x3f) === 0 ? 0 : 0x8080);

/** Our CPU's cells at `cpu`, as the image has them. */
export class VectorState {
  readonly #u8: Uint8Array;
  readonly #view: DataView;
  readonly #cpu: number;
  readonly image = new Uint8Array(stateBytes.all);
  readonly #out = new DataView(this.image.buffer);

  constructor(u8: Uint8Array, view: DataView, cpu: number) {
    this.#u8 = u8;
    this.#view = view;
    this.#cpu = cpu;
  }

  load(from: Uint8Array): void {
    const state = new DataView(from.buffer, from.byteOffset, from.byteLength);
    const top = (state.getUint16(image.fsw, true) >> 11) & 7;
    this.#set(cpuCell.fctrl, state.getUint16(image.fcw, true));
    const [control, status] = [image.fcw, image.fsw].map((part) => state.getUint16(part, true));
    this.#set(cpuCell.fstat, withSummary(control ?? 0, status ?? 0));
    this.#set(cpuCell.ftag, state.getUint8(image.ftw));
    this.#set(cpuCell.fop, state.getUint16(image.fop, true));
    for (const cell of [cpuCell.fcs, cpuCell.fds]) this.#set(cell, 0);
    this.#view.setBigUint64(this.#cpu + cpuCell.fip, state.getBigUint64(image.fip, true), true);
    this.#view.setBigUint64(this.#cpu + cpuCell.fdp, state.getBigUint64(image.fdp, true), true);
    this.#set(cpuCell.mxcsr, state.getUint32(image.mxcsr, true));
    for (let number = 0; number < 8; number++) {
      const at = image.st + number * 16;
      const physical = (top + number) & 7;
      this.#u8.set(from.subarray(at, at + 10), this.#cpu + cpuCell.x87 + physical * 16);
    }
    this.#u8.set(from.subarray(image.xmm, image.upper), this.#cpu + cpuCell.xmm);
    this.#u8.set(from.subarray(image.upper), this.#cpu + cpuCell.ymmHigh);
  }

  /** Brings `image` up to date. */
  save(): void {
    const status = this.#get(cpuCell.fstat);
    const top = (status >> 11) & 7;
    this.#out.setUint16(image.fcw, this.#get(cpuCell.fctrl), true);
    this.#out.setUint16(image.fsw, status, true);
    this.#out.setUint8(image.ftw, this.#get(cpuCell.ftag));
    this.#out.setUint32(image.mxcsr, this.#get(cpuCell.mxcsr), true);
    for (let number = 0; number < 8; number++) {
      const from = this.#cpu + cpuCell.x87 + ((top + number) & 7) * 16;
      this.image.set(this.#u8.subarray(from, from + 10), image.st + number * 16);
    }
    const [xmm, upper] = [this.#cpu + cpuCell.xmm, this.#cpu + cpuCell.ymmHigh];
    this.image.set(this.#u8.subarray(xmm, xmm + 256), image.xmm);
    this.image.set(this.#u8.subarray(upper, upper + 256), image.upper);
  }

  #get(cell: number): number {
    return this.#view.getUint32(this.#cpu + cell, true);
  }

  #set(cell: number, value: number): void {
    this.#view.setUint32(this.#cpu + cell, value, true);
  }
}

/** What of two images differs: the first register, '' for none. Last instruction and operand of
 * the x87 are left out: AMD only keeps them with an exception pending (APM 5, FXSAVE). */
export function compareStates(ours: Uint8Array, theirs: Uint8Array, mayDiffer?: Tolerance): string {
  for (const { name, at, bytes } of registers) {
    const have = ours.subarray(at, at + bytes);
    const wanted = theirs.subarray(at, at + bytes);
    if (Buffer.compare(have, wanted) !== 0 && mayDiffer?.(name, have, wanted) !== true)
      return `state: ${name} ${hex(have)} instead of ${hex(wanted)}`;
  }
  return '';
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes.toReversed()).toString('hex');

const numbered = (prefix: string, count: number, from: number, bytes: number) =>
  Array.from({ length: count }, (_, number) => ({
    name: `${prefix}${number}`,
    at: from + number * 16,
    bytes,
  }));

const registers: readonly { name: string; at: number; bytes: number }[] = [
  ...numbered('xmm', 16, image.xmm, 16),
  ...numbered('upper half of ymm', 16, image.upper, 16),
  { name: 'mxcsr', at: image.mxcsr, bytes: 4 },
  { name: 'fcw', at: image.fcw, bytes: 2 },
  { name: 'fsw', at: image.fsw, bytes: 2 },
  { name: 'ftw', at: image.ftw, bytes: 1 },
  ...numbered('st', 8, image.st, 10),
];
