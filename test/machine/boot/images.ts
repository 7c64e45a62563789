/** Bootable images built byte by byte, so that a test can say exactly what is wrong with one. */

export interface ImageShape {
  readonly width: 32 | 64;
  /** Physical and virtual address of the one segment. */
  readonly physical?: number;
  readonly virtual?: number;
  readonly entry?: number;
  readonly memoryBytes?: number;
  readonly flags?: number;
  /** header_addr, load_addr, load_end_addr, bss_end_addr, entry_addr (flag bit 16). */
  readonly addresses?: readonly number[];
  readonly machine?: number;
}

const codeOffset = 0x100;
const codeBytes = 0x40;

/** An ELF with one loadable segment: the multiboot header, then bytes 0x90. */
export function elfImage(shape: ImageShape): Uint8Array {
  const file = new Uint8Array(codeOffset + codeBytes).fill(0x90, codeOffset);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, shape.width === 32 ? 1 : 2, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, shape.machine ?? (shape.width === 32 ? 3 : 62), true);
  const virtual = shape.virtual ?? shape.physical ?? 0x100000;
  const segment = {
    physical: shape.physical ?? 0x100000,
    virtual,
    entry: shape.entry ?? virtual + 0x20,
    memoryBytes: shape.memoryBytes ?? codeBytes,
  };
  if (shape.width === 32) fillHeaders32(view, segment);
  else fillHeaders64(view, segment);
  multibootHeader(view, codeOffset, shape);
  return file;
}

/** A file that is no ELF at all: a multiboot header with address fields, then bytes. */
export function flatImage(addresses: readonly number[]): Uint8Array {
  const file = new Uint8Array(0x40).fill(0x90);
  multibootHeader(new DataView(file.buffer), 0, { flags: 0x10000, addresses });
  return file;
}

interface SegmentShape {
  readonly physical: number;
  readonly virtual: number;
  readonly entry: number;
  readonly memoryBytes: number;
}

function fillHeaders32(view: DataView, segment: SegmentShape): void {
  view.setUint32(24, segment.entry, true);
  view.setUint32(28, 52, true);
  view.setUint16(42, 32, true);
  view.setUint16(44, 1, true);
  const { physical, virtual, memoryBytes } = segment;
  [1, codeOffset, virtual, physical, codeBytes, memoryBytes, 5, 4].forEach((value, index) => {
    view.setUint32(52 + index * 4, value, true);
  });
}

function fillHeaders64(view: DataView, segment: SegmentShape): void {
  view.setBigUint64(24, BigInt(segment.entry), true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 1, true);
  view.setUint32(64, 1, true);
  const { physical, virtual, memoryBytes } = segment;
  [codeOffset, virtual, physical, codeBytes, memoryBytes].forEach((value, index) => {
    view.setBigUint64(72 + index * 8, BigInt(value), true);
  });
}

function multibootHeader(
  view: DataView,
  offset: number,
  shape: Pick<ImageShape, 'flags' | 'addresses'>,
): void {
  const flags = shape.flags ?? (shape.addresses === undefined ? 3 : 0x10003);
  const words = [0x1badb002, flags, -(0x1badb002 + flags), ...(shape.addresses ?? [])];
  words.forEach((word, index) => {
    view.setUint32(offset + index * 4, word, true);
  });
}
