/** Who wrote code, when and where: worked out of the past when somebody asks. */
import { pageBytes, type LinearAddress, type PhysicalAddress } from '../foundation/addresses.ts';
import type { History } from '../history/history.ts';
import type { Audience } from '../machine/happening.ts';
import { mappedPagesOf, physicalPageOf } from './catching.ts';
import type { SiteTable } from './site-table.ts';

/** A store into instructions, at the moment before it. */
export interface Patch {
  readonly moment: number;
  readonly cpu: number;
  readonly rip: LinearAddress;
  readonly physical: PhysicalAddress;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

const patchesMax = 2 ** 16;

export interface PatchLog {
  readonly patches: readonly Patch[];
  /** How many there were beyond the bound. */
  readonly left: number;
}

/**
 * All stores up to now into code that had been executed, and into pages with sites since these are
 * mapped as they are now: what loads or moves an image there patches nothing.
 */
export function patchLog(history: History, sites: SiteTable): PatchLog {
  const patches: Patch[] = [];
  let left = 0;
  const mapped = mappedPagesOf(history, sites);
  const noting = (pages: ReadonlySet<number>): Audience => ({
    kinds: new Set(['store'] as const),
    code: true,
    pages,
    hears(happening) {
      if (happening.kind !== 'store') return false;
      const { cpu, rip, physical, before, after, isCode } = happening;
      if (!isCode && !pages.has(Math.floor(physical / pageBytes))) return false;
      if (patches.length < patchesMax) {
        patches.push({ moment: history.moment - 1, cpu, rip, physical, before, after });
      } else left += 1;
      return false;
    },
  });
  const since = history.firstMoment(() => isMapped(history, mapped));
  const pages = new Set(mapped.values());
  history.witness([history.start, noting(new Set())], [since, noting(pages)]);
  return { patches, left };
}

const isMapped = (history: History, pages: ReadonlyMap<LinearAddress, number>): boolean =>
  [...pages].every(([linear, page]) => physicalPageOf(history, linear) === page);
