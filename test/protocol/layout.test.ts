import { describe, expect, it } from 'vitest';
import { layout, readRows } from '../../protocol/layout.ts';

const pair = layout('pair', { small: 'u16', signed: 'i32', large: 'u64' });

describe('a layout', () => {
  it('reads little-endian fields of every width, packed', () => {
    const bytes = Uint8Array.of(9, 1, 2, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0, 0x80);

    expect(pair.bytes).toBe(14);
    expect(pair.read(bytes, 1)).toEqual({ small: 513, signed: -1, large: 0x8000000000000001n });
  });

  it('names the first field that does not fit, and where it would be', () => {
    expect(pair.read(new Uint8Array(6), 1)).toEqual({
      malformed: 'pair.signed at offset 0x3 is cut off: only 0x6 bytes exist',
    });
  });

  it('counts the entries of a table in its complaints', () => {
    const table = { offset: 0, count: 3, stride: 14 };

    expect(readRows(pair, new Uint8Array(28), table)).toEqual({
      malformed: 'entry 2: pair.small at offset 0x1c is cut off: only 0x1c bytes exist',
    });
  });
});
