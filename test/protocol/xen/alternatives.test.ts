import { describe, expect, it } from 'vitest';
import { readAlternatives, readCallSites } from '../../../protocol/xen/alternatives.ts';

function entry(origin: number, replacement: number, rest: readonly number[]): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setInt32(0, origin, true);
  view.setInt32(4, replacement, true);
  return [...new Uint8Array(view.buffer), ...rest];
}

describe('an .altinstructions table', () => {
  it('is made of 14-byte entries whose offsets count from their own fields', () => {
    const base = 0xffff82d040000000n;
    const table = Uint8Array.from([
      ...entry(-0x1000, 0x2000, [0x09, 0x80, 5, 6, 3, 0]),
      ...entry(0x10, -0x10, [0x2a, 0x00, 0, 0, 9, 1]),
    ]);

    expect(readAlternatives(table, base)).toEqual([
      {
        address: base,
        origin: base - 0x1000n,
        replacement: base + 0x2004n,
        feature: 9,
        inverted: true,
        originBytes: 5,
        replacementBytes: 6,
        paddingBytes: 3,
      },
      {
        address: base + 14n,
        origin: base + 14n + 0x10n,
        replacement: base + 18n - 0x10n,
        feature: 42,
        inverted: false,
        originBytes: 0,
        replacementBytes: 0,
        paddingBytes: 9,
      },
    ]);
  });

  it('whose last entry is cut off says so', () => {
    expect(readAlternatives(new Uint8Array(20), 0n)).toEqual({
      malformed: 'entry 1: alt_instr.repl_offset at offset 0x12 is cut off: only 0x14 bytes exist',
    });
  });
});

describe('an .alt_call_sites table', () => {
  it('is made of 4-byte offsets from themselves', () => {
    expect(readCallSites(Uint8Array.of(0, 1, 0, 0, 0xfc, 0xff, 0xff, 0xff), 0x1000n)).toEqual([
      0x1100n,
      0x1000n,
    ]);
  });
});
