/** Specifies protocol/rsp/file-io.ts. */
import { expect, it } from 'vitest';
import { readableFileMode, statImage } from '../../../protocol/rsp/file-io.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

it('a stat is 64 bytes, each field big-endian at its place', () => {
  const image = statImage({ st_mode: readableFileMode, st_nlink: 1, st_size: 0x1_2345_6789 });

  expect(image).toHaveLength(64);
  expect(hex(image.subarray(8, 16))).toBe('0000812400000001');
  expect(hex(image.subarray(28, 36))).toBe('0000000123456789');
  expect(hex(image.subarray(36))).toBe('00'.repeat(28));
});
