/** What the debugger shows of the places where code is patched. */
import type { SiteTable } from '../patching/site-table.ts';

export type { SiteRow, SiteTable } from '../patching/site-table.ts';
export type { SiteState } from '../patching/states.ts';

/** For machines whose image nobody has looked into. */
export const noSites: SiteTable = {
  rows: () => ({ absent: 'no image with sites is loaded' }),
  places: () => [],
  isTorn: () => false,
};
