/** Answers `m`: memory as the `Hg` CPU sees it. */
import { errno, refusal, type Refusal } from '../../../protocol/rsp/refusal.ts';
import type { MemoryRange } from '../../../protocol/rsp/packets/read-memory.ts';
import { absent, spaceAt } from '../memory-space.ts';
import { memoryBytesMax, type Target } from '../target.ts';
import type { Answer } from '../answer.ts';

export const readMemory: Answer<'readMemory'> = (target, range) => readRange(target, range);

/** The bytes from the start of a range up to the first unmapped one, at most a packet full. */
export function readRange(target: Target, { address, length }: MemoryRange): Uint8Array | Refusal {
  const space = spaceAt(target, address);
  const bytes = space.read(address, Math.min(length, memoryBytesMax));
  if (bytes.length > 0 || length === 0) return bytes;
  return refusal(errno.badAddress, absent(space, address));
}
