import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readElfHeader, readElfSegments } from '../../../protocol/elf/elf.ts';
import { isMalformed } from '../../../protocol/layout.ts';
import { elfImage } from '../../machine/boot/images.ts';

describe('an ELF header', () => {
  it.each([32, 64] as const)('of width %i leads to its segments', (width) => {
    const file = elfImage({ width, physical: 0x200000, virtual: 0x40000000, memoryBytes: 0x80 });
    const header = readElfHeader(file);
    if (isMalformed(header)) throw new Error(header.malformed);

    expect(header).toMatchObject({ width, entry: 0x40000020n });
    expect(readElfSegments(file, header)).toEqual([
      {
        type: 1,
        fileOffset: 0x100,
        virtual: 0x40000000n,
        physical: 0x200000,
        fileBytes: 0x40,
        memoryBytes: 0x80,
      },
    ]);
  });

  it.each([
    [3, 'e_ident.magic at offset 0x0 is cut off: only 0x3 bytes exist'],
    [0x1a, 'Elf32_Ehdr.e_entry at offset 0x18 is cut off: only 0x1a bytes exist'],
  ])('cut off after %i bytes names the field', (bytes, why) => {
    expect(readElfHeader(elfImage({ width: 32 }).subarray(0, bytes))).toEqual({ malformed: why });
  });

  it.each([
    [0, 0x7e, /magic/],
    [4, 3, /class at offset 0x4 is 3/],
    [5, 2, /data at offset 0x5 is 2/],
  ])('with byte %i set to %i is not ours', (offset, value, why) => {
    const file = elfImage({ width: 32 });
    file[offset] = value;

    expect(readElfHeader(file)).toEqual({ malformed: expect.stringMatching(why) as string });
  });

  it('of arbitrary bytes is a value or a complaint', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 128 }), (tail) => {
        const file = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, ...tail);
        const header = readElfHeader(file);
        if (!isMalformed(header)) readElfSegments(file, header);
      }),
    );
  });
});
