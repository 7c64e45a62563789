/** Specifies protocol/rsp/trace-upload.ts. */
import { expect, it } from 'vitest';
import { printUploadedPiece } from '../../../protocol/rsp/trace-upload.ts';
import { linearAddress } from '../../../src/foundation/addresses.ts';

const of = {
  number: 1,
  address: linearAddress(0x1000),
  enabled: false,
  stepCount: 4,
  passCount: 3,
};
const action = { kind: 'registers', mask: 'ff' } as const;
const source = { type: 'at', start: 0, length: 1, bytes: Uint8Array.of(0x6d) };

it('prints each piece under its letter', () => {
  expect(printUploadedPiece({ of, piece: { kind: 'tracepoint' } })).toBe('T1:1000:D:4:3');
  expect(printUploadedPiece({ of, piece: { kind: 'action', action } })).toBe('A1:1000:Rff');
  expect(printUploadedPiece({ of, piece: { kind: 'stepping', action } })).toBe('S1:1000:Rff');
  expect(printUploadedPiece({ of, piece: { kind: 'source', source } })).toBe('Z1:1000:at:0:1:6d');
  expect(printUploadedPiece('end')).toBe('l');
});
