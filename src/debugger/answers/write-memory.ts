/** Answers `M`: memory as the `Hg` CPU sees it, write protection aside. */
import { errno, refusal, type Refusal } from '../../../protocol/rsp/refusal.ts';
import type { MemoryWrite } from '../../../protocol/rsp/packets/write-memory.ts';
import type { Done } from '../../../protocol/rsp/packet.ts';
import { linearAddress } from '../../foundation/addresses.ts';
import { absent, spaceAt } from '../memory-space.ts';
import type { Target } from '../target.ts';
import type { Answer } from '../answer.ts';

export const writeMemory: Answer<'writeMemory'> = (target, write) => writeRange(target, write);

/** Writes all bytes, or none where one of them cannot be written. */
export function writeRange(target: Target, { address, bytes }: MemoryWrite): Done | Refusal {
  const space = spaceAt(target, address);
  const writable = space.write(address, bytes);
  if (writable === bytes.length) return 'done';
  const where = linearAddress(address + BigInt(writable));
  const isRom = space.read(where, 1).length > 0;
  const why = isRom ? `0x${where.toString(16)} is in read-only memory` : absent(space, where);
  return refusal(errno.badAddress, `${why}; nothing is written`);
}
