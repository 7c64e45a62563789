/** What the debugger wants to know about the places where code is patched. */
import type { LinearAddress } from '../foundation/addresses.ts';

export type SiteState = 'pristine' | 'being written' | 'torn' | 'patched' | 'skipped';

/** One patch site as it is now. */
export interface SiteRow {
  /** Where it lies, as gdb would say: `memcpy+6`. */
  readonly symbol: string;
  readonly address: LinearAddress;
  /** The CPU feature that decides whether it is patched. */
  readonly feature: string;
  /** The bytes the image was linked with. */
  readonly original: Uint8Array;
  /** The bytes it holds once patched. */
  readonly intended: Uint8Array;
  readonly current: Uint8Array;
  readonly state: SiteState;
}

export interface SiteTable {
  /** All sites at this moment by address, or why there are none to tell of. */
  rows(): readonly SiteRow[] | { readonly absent: string };
}

/** For machines whose image nobody has looked into. */
export const noSites: SiteTable = { rows: () => ({ absent: 'no image with sites is loaded' }) };
