/** Answers `qMemoryRegionInfo` by the page tables of the `Hg` CPU as they are now. */
import type { MemoryRegion } from '../../../protocol/rsp/packets/memory-region.ts';
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { spaceAt, type UsableRange } from '../memory-space.ts';
import type { Answer } from '../answer.ts';

/** Sizes have 64 bits, so the last address of all is left out. */
const lastEnd = 2n ** 64n - 1n;

export const memoryRegion: Answer<'memoryRegion'> = (target, { address }) => {
  const ranges = spaceAt(target, address).ranges();
  if (ranges === undefined) return refusal(errno.invalid, 'too much is mapped to tell all of it');
  return around(address, joined(ranges));
};

/** Those that touch and are alike as one: where they lie in memory does not matter. */
function joined(ranges: readonly UsableRange[]): UsableRange[] {
  const all: UsableRange[] = [];
  for (const range of ranges.filter(({ start, end }) => start < end)) {
    const last = all.at(-1);
    if (last?.end === range.start && last.permissions === range.permissions) {
      all[all.length - 1] = { ...last, end: range.end };
    } else all.push(range);
  }
  return all;
}

/** The range that `address` lies in, or the gap between two of them. */
function around(address: bigint, ranges: readonly UsableRange[]): MemoryRegion {
  let start = 0n;
  for (const range of ranges) {
    if (address < range.start) return { start, end: range.start };
    if (address < range.end) return { ...range, end: range.end < lastEnd ? range.end : lastEnd };
    start = range.end;
  }
  return { start, end: lastEnd };
}
