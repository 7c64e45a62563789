import { describe, expect, it } from 'vitest';
import { readElfNotes } from '../../../protocol/elf/sections.ts';

const words = (...values: number[]): number[] =>
  values.flatMap((value) => [value & 0xff, value >> 8, 0, 0]);

describe('ELF notes', () => {
  it('are owner, type and description, each padded to four bytes', () => {
    const bytes = Uint8Array.from([
      ...words(4, 5, 6),
      ...[0x58, 0x65, 0x6e, 0],
      ...[1, 2, 3, 4, 5, 0, 0, 0],
      ...words(4, 0, 7),
      ...[0x47, 0x4e, 0x55, 0],
    ]);

    expect(readElfNotes(bytes)).toEqual([
      { owner: 'Xen', type: 6, description: Uint8Array.of(1, 2, 3, 4, 5) },
      { owner: 'GNU', type: 7, description: new Uint8Array(0) },
    ]);
  });

  it('that promise more bytes than there are say so', () => {
    expect(readElfNotes(Uint8Array.from(words(4, 500, 1)))).toEqual({
      malformed: 'note 0 at offset 0x0 is cut off: only 0xc bytes exist',
    });
  });
});
