/** Answers `qSearch:memory`: looks through what is mapped, and passes over the holes. */
import { errno, refusal, type Refusal } from '../../../protocol/rsp/refusal.ts';
import { linearAddress, pageBytes, type LinearAddress } from '../../foundation/addresses.ts';
import { spaceAt, type MemorySpace, type Range } from '../memory-space.ts';
import type { Answer } from '../answer.ts';

/** Bytes that are looked through for one search: gdb waits meanwhile. */
const searchedBytesMax = 2n ** 32n;
const chunkBytes = 0x1_0000;

export const searchMemory: Answer<'searchMemory'> = (target, { address, length, pattern }) => {
  const space = spaceAt(target, address);
  const ranges = space.ranges();
  if (ranges === undefined) return refusal(errno.invalid, 'the page tables map too much to search');
  const wanted = { start: BigInt(address), end: address + length };
  const pieces = ranges
    .map((range) => common(range, wanted))
    .filter(({ start, end }) => start < end);
  const bytes = pieces.reduce((sum, { start, end }) => sum + (end - start), 0n);
  if (bytes > searchedBytesMax) {
    return refusal(errno.invalid, `${bytes} bytes are mapped there: search at most 4 GiB`);
  }
  return search(space, pieces, pattern);
};

const common = (one: Range, other: Range): Range => ({
  start: one.start > other.start ? one.start : other.start,
  end: one.end < other.end ? one.end : other.end,
});

function search(
  space: MemorySpace,
  pieces: readonly Range[],
  pattern: Uint8Array,
): LinearAddress | 'not found' | Refusal {
  /** What was read last, as far as a match may begin there, and where it ends. */
  let tail = new Uint8Array();
  let tailEnd = -1n;
  for (const { start, end } of pieces) {
    for (let at = start; at < end;) {
      const left = end - at;
      const wanted = left < chunkBytes ? Number(left) : chunkBytes;
      const read = space.read(linearAddress(at), wanted);
      const before = tailEnd === at ? tail : new Uint8Array();
      const bytes = new Uint8Array(before.length + read.length);
      bytes.set(before);
      bytes.set(read, before.length);
      const found = Buffer.from(bytes.buffer).indexOf(pattern);
      if (found >= 0) return linearAddress(at - BigInt(before.length) + BigInt(found));
      tail = bytes.slice(Math.max(0, bytes.length - pattern.length + 1));
      tailEnd = at + BigInt(read.length);
      at = read.length === wanted ? tailEnd : nextPage(tailEnd);
    }
  }
  return 'not found';
}

/** The page behind the one that has a hole at `address`. */
const nextPage = (address: bigint): bigint =>
  (address / BigInt(pageBytes) + 1n) * BigInt(pageBytes);
