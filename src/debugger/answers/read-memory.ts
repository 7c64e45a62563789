/** Answers `m`: memory as the `Hg` CPU sees it. */
import { errno, refusal, type Refusal } from '../../../protocol/rsp/refusal.ts';
import type { MemoryRange } from '../../../protocol/rsp/packets/read-memory.ts';
import { memoryBytesMax, type Target } from '../target.ts';
import type { Answer } from '../answer.ts';

export const readMemory: Answer<'readMemory'> = (target, range) => readRange(target, range);

/** The bytes from the start of a range up to the first unmapped one, at most a packet full. */
export function readRange(
  { machine, client }: Target,
  { address, length }: MemoryRange,
): Uint8Array | Refusal {
  const wanted = Math.min(length, memoryBytesMax);
  const bytes = machine.readLinear(client.queryCpu, address, wanted);
  if (bytes.length > 0 || length === 0) return bytes;
  const where = `0x${address.toString(16)}`;
  return refusal(errno.badAddress, `${where} is not mapped on CPU ${client.queryCpu}`);
}
