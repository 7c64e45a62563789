/** Specifies protocol/rsp/numbers.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesOfHex,
  bytesOfText,
  fromLittleEndian,
  hexOf,
  littleEndian,
  textOfBytes,
  threadIdText,
} from '../../../protocol/rsp/numbers.ts';
import { toBytes } from './packets/specification.ts';

describe('hex digits', () => {
  it('are two for each byte, in lower case', () => {
    expect(textOfBytes(hexOf(Uint8Array.of(0x00, 0x9f, 0xff)))).toBe('009fff');
  });

  it('writes many bytes as it writes each of them, wherever they lie', () => {
    const many = fc.uint8Array({ minLength: 250, maxLength: 600 });
    fc.assert(
      fc.property(many, fc.nat(3), (bytes, skipped) => {
        const part = bytes.subarray(skipped);
        expect(textOfBytes(hexOf(part))).toBe(Buffer.from(part).toString('hex'));
      }),
    );
  });

  it('are read in either case', () => {
    expect(bytesOfHex(toBytes('aBFf'))).toEqual(Uint8Array.of(0xab, 0xff));
  });

  it.each(['a', 'abc', 'zz', '0g', 'g0', '0 '])('are not %j', (text) => {
    expect(bytesOfHex(toBytes(text))).toBeUndefined();
  });

  it('come back as the bytes they were made of', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(bytesOfHex(hexOf(bytes))).toEqual(bytes);
      }),
    );
  });
});

describe('a register image', () => {
  it('has the least significant byte first', () => {
    expect(littleEndian(0x0102030405n, 8)).toEqual(Uint8Array.of(5, 4, 3, 2, 1, 0, 0, 0));
  });

  it.each([2, 4, 8, 10, 16])('of %i bytes keeps its value', (bytes) => {
    const values = fc.bigInt({ min: 0n, max: (1n << BigInt(bytes * 8)) - 1n });
    fc.assert(
      fc.property(values, (value) => {
        expect(fromLittleEndian(littleEndian(value, bytes))).toBe(value);
      }),
    );
  });
});

describe('text', () => {
  it('for people travels as utf-8', () => {
    expect(bytesOfText('é')).toEqual(Uint8Array.of(0xc3, 0xa9));
  });

  it('of the protocol is one character for each byte, however long', () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, index) => index % 256);
    expect(toBytes(textOfBytes(bytes))).toEqual(bytes);
  });
});

describe('a thread-id', () => {
  it.each([
    [{ process: 1, thread: 17 }, 'p1.11'],
    [{ process: -1, thread: -1 }, 'p-1.-1'],
    [{ thread: 0 }, '0'],
  ])('%j is written %s', (id, text) => {
    expect(threadIdText(id)).toBe(text);
  });
});
