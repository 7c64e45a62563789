/** Specifies protocol/rsp/transfer.ts. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOfText } from '../../../protocol/rsp/numbers.ts';
import { pieceOf } from '../../../protocol/rsp/transfer.ts';

it('gives a document whole, whatever the size of the pieces', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 9 }), (text, length) => {
      const received: number[] = [];
      for (let last = false; !last;) {
        const piece = pieceOf(text, { annex: '', offset: received.length, length });
        received.push(...piece.bytes);
        last = piece.last;
      }
      expect(Uint8Array.from(received)).toEqual(bytesOfText(text));
    }),
  );
});

it('is at its end beyond the end', () => {
  const piece = pieceOf('abc', { annex: '', offset: 99, length: 4 });
  expect(piece).toEqual({ bytes: new Uint8Array(), last: true });
});
