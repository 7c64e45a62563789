import { describe, expect, it } from 'vitest';
import {
  encodeMemoryRange,
  encodeModule,
  findMultibootHeader,
} from '../../../protocol/multiboot/multiboot.ts';

function fileWithHeader(offset: number, words: readonly number[], bytes = 9000): Uint8Array {
  const view = new DataView(new ArrayBuffer(bytes));
  words.forEach((word, index) => {
    view.setUint32(offset + 4 * index, word, true);
  });
  return new Uint8Array(view.buffer);
}

describe('a multiboot header', () => {
  it('is found on any 4-byte boundary of the first 8 KiB', () => {
    const file = fileWithHeader(8192 - 12, [0x1badb002, 3, -0x1badb005]);

    expect(findMultibootHeader(file)).toEqual({ fileOffset: 8180, flags: 3, addresses: undefined });
  });

  it.each([
    ['off its boundary', 2, [0x1badb002, 3, -0x1badb005]],
    ['behind the first 8 KiB', 8192, [0x1badb002, 3, -0x1badb005]],
    ['with a wrong checksum', 0, [0x1badb002, 3, -0x1badb004]],
  ])('is none when %s', (_, offset, words) => {
    expect(findMultibootHeader(fileWithHeader(offset, words))).toBeUndefined();
  });

  it('gives load addresses when flag bit 16 says so', () => {
    const file = fileWithHeader(4, [0x1badb002, 0x10000, -0x1bae_b002, 1, 2, 3, 4, 5]);

    expect(findMultibootHeader(file)).toMatchObject({
      addresses: { header: 1, load: 2, loadEnd: 3, bssEnd: 4, entry: 5 },
    });
  });

  it('that promises addresses behind the end of the file is cut off', () => {
    const file = fileWithHeader(0, [0x1badb002, 0x10000, -0x1bae_b002], 16);

    expect(findMultibootHeader(file)).toEqual({
      malformed: 'multiboot_header.load_addr at offset 0x10 is cut off: only 0x10 bytes exist',
    });
  });
});

describe('what the loader hands over', () => {
  it('is a memory range of 24 bytes, its 64-bit fields split', () => {
    expect([...encodeMemoryRange({ base: 0x100000000, bytes: 0x2_00000001, type: 1 })]).toEqual([
      20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0,
    ]);
  });

  it('is a module of 16 bytes', () => {
    expect([...encodeModule({ start: 1, end: 2, string: 3 })]).toEqual([
      1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0,
    ]);
  });
});
