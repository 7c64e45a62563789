/** Specifies protocol/rsp/plain-sum.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainSum } from '../../../protocol/rsp/plain-sum.ts';

const sumOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + byte, 0);
const isPlain = (byte: number): boolean => byte >= 0x30 && byte <= 0x7c;

describe('the sum of plain bytes', () => {
  it('is that of all of them, however many there are', () => {
    const plain = fc.uint8Array({ min: 0x30, max: 0x7c, maxLength: 3000 });
    fc.assert(
      fc.property(plain, (bytes) => {
        expect(plainSum(bytes)).toBe(sumOf(bytes));
      }),
    );
    expect(plainSum(new Uint8Array(0x2_0001).fill(0x7c))).toBe(0x2_0001 * 0x7c);
  });

  it('is not said where one of them may need an escape, wherever it is', () => {
    const place = fc.tuple(fc.uint8Array({ min: 0x30, max: 0x7c, maxLength: 40 }), fc.nat(40));
    fc.assert(
      fc.property(place, fc.integer({ min: 0, max: 255 }), ([plain, at], byte) => {
        const bytes = Uint8Array.from([...plain.slice(0, at), byte, ...plain.slice(at)]);
        expect(plainSum(bytes)).toBe(isPlain(byte) ? sumOf(bytes) : undefined);
      }),
    );
  });

  it('is not said of bytes that lie askew', () => {
    expect(plainSum(new Uint8Array(8).fill(0x30).subarray(1))).toBeUndefined();
  });
});
