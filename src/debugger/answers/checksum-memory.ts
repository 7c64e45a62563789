/** Answers `qCRC`: the checksum that gdb's `compare-sections` computes of its file. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { linearAddress } from '../../foundation/addresses.ts';
import { absent, spaceAt } from '../memory-space.ts';
import type { Answer } from '../answer.ts';

const summedBytesMax = 2 ** 28;
const chunkBytes = 0x1_0000;

/** x^32 + x^26 + x^23 + ... + 1, most significant bit first (gdb manual E.4, `qCRC`). */
const polynomial = 0x04c1_1db7;
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = (remainder << 1) ^ (remainder < 0 ? polynomial : 0);
  }
  return remainder;
});

/** It begins with all ones, and is not inverted at the end. */
function continued(crc: number, bytes: Uint8Array): number {
  let sum = crc;
  for (const byte of bytes) sum = (sum << 8) ^ (remainders[(sum >>> 24) ^ byte] ?? 0);
  return sum;
}

export const checksumMemory: Answer<'checksumMemory'> = (target, { address, length }) => {
  if (length > summedBytesMax) {
    return refusal(errno.invalid, `a checksum of more than ${summedBytesMax} bytes`);
  }
  const space = spaceAt(target, address);
  let crc = -1;
  for (let done = 0; done < length;) {
    const at = linearAddress(address + BigInt(done));
    const bytes = space.read(at, Math.min(chunkBytes, length - done));
    if (bytes.length === 0) return refusal(errno.badAddress, absent(space, at));
    crc = continued(crc, bytes);
    done += bytes.length;
  }
  return crc >>> 0;
};
