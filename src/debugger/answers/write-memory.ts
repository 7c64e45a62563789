/** Answers `M`: memory as the `Hg` CPU sees it, write protection aside. */
import { errno, refusal, type Refusal } from '../../../protocol/rsp/refusal.ts';
import type { MemoryWrite } from '../../../protocol/rsp/packets/write-memory.ts';
import type { Done } from '../../../protocol/rsp/packet.ts';
import type { Target } from '../target.ts';
import type { Answer } from '../answer.ts';

export const writeMemory: Answer<'writeMemory'> = (target, write) => writeRange(target, write);

/** Writes all bytes, or none when the range is not wholly mapped. */
export function writeRange(
  { machine, client }: Target,
  { address, bytes }: MemoryWrite,
): Done | Refusal {
  const mapped = machine.readLinear(client.queryCpu, address, bytes.length).length;
  if (mapped === bytes.length && machine.writeLinear(client.queryCpu, address, bytes) === mapped) {
    return 'done';
  }
  const where = `0x${(address + BigInt(mapped)).toString(16)}`;
  return refusal(errno.badAddress, `${where} cannot be written on CPU ${client.queryCpu}`);
}
