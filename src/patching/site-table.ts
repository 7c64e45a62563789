/** All patch sites of an image as they are at this moment, for people to look at. */
import { linearAddress, pageBytes } from '../foundation/addresses.ts';
import type { LinearAddress } from '../foundation/addresses.ts';
import { assert } from '../foundation/assert.ts';
import { readSites } from './sites.ts';
import type { AlternativeSite, CallSite, NoSites, Site, SiteList, Variant } from './sites.ts';
import { filled, inspect, sameBytes } from './states.ts';
import type { Finding, SiteState } from './states.ts';

/** One entry of the table as it is now: a patch site, or one of several for the same place. */
export interface SiteRow {
  /** Where it lies, as gdb would say: `memcpy+6`. */
  readonly symbol: string;
  readonly address: LinearAddress;
  /** Instructions chosen by features, or an indirect call made direct. */
  readonly kind: 'alternative' | 'altcall';
  /** The CPU feature that decides whether it is patched. */
  readonly feature: string;
  /** The bytes the image was linked with. */
  readonly original: Uint8Array;
  /** The bytes this entry puts there; what stands there once that is decided. */
  readonly intended: Uint8Array;
  /** Fewer than the others where memory is not mapped. */
  readonly current: Uint8Array;
  readonly state: SiteState;
}

/** A range of code that is patched as one. */
export interface SitePlace {
  readonly symbol: string;
  readonly address: LinearAddress;
  readonly bytes: number;
}

export interface SiteTable {
  /** Where the sites are; none if there are none to tell of. */
  places(): readonly SitePlace[];
  /** Whether the site at `address` is neither as before nor as after its patching, nor fenced by INT3. */
  isTorn(address: LinearAddress): boolean;
  /** All entries at this moment by address, those of one place in their order, or why there are none to tell of. */
  rows(): readonly SiteRow[] | NoSites;
}

/** Reads the guest's memory at this moment; fewer bytes where it is not mapped. */
export type ReadLinear = (address: LinearAddress, bytes: number) => Uint8Array;

/** The sites that the ELF `file` declares, their current bytes read through `read`. */
export function siteTable(file: Uint8Array, read: ReadLinear): SiteTable {
  let list: SiteList | NoSites | undefined;
  let byAddress: ReadonlyMap<LinearAddress, Site> | undefined;
  const known = (): SiteList | NoSites => (list ??= readSites(file));
  const sites = (): readonly Site[] => {
    const found = known();
    return 'absent' in found ? [] : found.sites;
  };
  return {
    rows() {
      const found = known();
      return 'absent' in found ? found : rowsOf(found, pageWise(read));
    },
    places: () =>
      sites().map(({ symbol, address, original }) => ({ symbol, address, bytes: original.length })),
    isTorn(address) {
      byAddress ??= new Map(sites().map((site) => [site.address, site]));
      const [site, found] = [byAddress.get(address), known()];
      if (site === undefined || 'absent' in found) return false;
      if (site.kind === 'call') return callRow(site, found, read).state === 'torn';
      return inspect(site, read(address, site.original.length)).kind === 'mixture';
    },
  };
}

/** Reads each page at most once: thousands of sites share some hundred pages. */
function pageWise(read: ReadLinear): ReadLinear {
  const pages = new Map<bigint, Uint8Array>();
  const pageAt = (start: bigint): Uint8Array => {
    const known = pages.get(start) ?? read(linearAddress(start), pageBytes);
    pages.set(start, known);
    return known;
  };
  return (address, bytes) => {
    const offset = Number(address % BigInt(pageBytes));
    const page = pageAt(address - BigInt(offset));
    const whole = page.length === pageBytes && offset + bytes <= pageBytes;
    return whole ? page.subarray(offset, offset + bytes) : read(address, bytes);
  };
}

interface Observed {
  readonly site: AlternativeSite;
  readonly current: Uint8Array;
  readonly finding: Finding;
  /** Whether the patcher says that it has been here. */
  readonly passed: boolean;
}

function rowsOf(list: SiteList, read: ReadLinear): readonly SiteRow[] {
  const observed = new Map<Site, Observed>();
  for (const site of list.sites) {
    if (site.kind === 'call') continue;
    const current = read(site.address, site.original.length);
    const finding = inspect(site, current);
    observed.set(site, { site, current, finding, passed: isPassed(site, read) });
  }
  const decided = decidedFeatures([...observed.values()]);
  return list.sites.flatMap((site) => {
    if (site.kind === 'call') return [callRow(site, list, read)];
    const seen = observed.get(site);
    assert(seen !== undefined, 'every alternative has been observed');
    return alternativeRows(seen, decided, list);
  });
}

/** A marked entry has had its turn; so have all once the table is freed while its code stays. */
function isPassed(site: AlternativeSite, read: ReadLinear): boolean {
  return site.marks.some((mark) => read(mark, 1)[0] !== 0);
}

/**
 * Which features the guest took as present: it shows in the sites where original and outcome
 * differ. Sites that contradict each other (a live pass flips them) decide nothing, nor do bytes
 * that several entries put there.
 */
function decidedFeatures(observed: readonly Observed[]): ReadonlyMap<number, boolean | undefined> {
  const decided = new Map<number, boolean | undefined>();
  const note = (variant: Variant, applied: boolean): void => {
    const present = applied !== variant.inverted;
    const before = decided.has(variant.feature) ? decided.get(variant.feature) : present;
    decided.set(variant.feature, before === present ? present : undefined);
  };
  for (const { site, finding } of observed) {
    if (finding.kind === 'variant' && alike(site, finding.variant).length === 1) {
      note(finding.variant, true);
    }
    if (finding.kind === 'optimised') for (const variant of site.variants) note(variant, false);
  }
  return decided;
}

/** A row for each table entry; of several that apply to one place, the last one wins. */
function alternativeRows(
  { site, current, finding, passed }: Observed,
  decided: ReadonlyMap<number, boolean | undefined>,
  list: SiteList,
): readonly SiteRow[] {
  const applies = (variant: Variant): boolean | undefined => {
    const present = decided.get(variant.feature);
    // The patcher has turned down what it has passed by, unless other sites prove the contrary.
    if (present === undefined) return passed && finding.kind === 'original' ? false : undefined;
    return present !== variant.inverted;
  };
  const standing = finding.kind === 'variant' ? standingVariant(site, finding, applies) : undefined;
  const isTurnedDown = site.variants.every((variant) => applies(variant) === false);
  // Somebody is writing although no entry applies: better NOPs for the padding.
  const getsNops = isTurnedDown && (finding.kind === 'mixture' || finding.kind === 'breakpoint');
  return site.variants.map((variant) => {
    const state = stateOf(finding, variant === standing, getsNops || applies(variant) !== false);
    const settled = state === 'patched' || state === 'skipped';
    const head = getsNops ? site.original.subarray(0, site.originalHead) : variant.head;
    return {
      symbol: site.symbol,
      address: site.address,
      kind: 'alternative',
      feature: `${variant.inverted ? 'not ' : ''}${list.featureName(variant.feature)}`,
      original: site.original,
      intended: settled ? current : filled(head, site),
      current,
      state,
    };
  });
}

/** Whose bytes stand there: entries with the same bytes are told apart by what applies. */
function standingVariant(
  site: AlternativeSite,
  { variant }: Extract<Finding, { kind: 'variant' }>,
  applies: (variant: Variant) => boolean | undefined,
): Variant {
  return alike(site, variant).findLast((one) => applies(one) === true) ?? variant;
}

/** The entries of a site that put the same bytes there. */
const alike = ({ variants }: AlternativeSite, { head }: Variant): readonly Variant[] =>
  variants.filter((other) => sameBytes(other.head, head));

/** The state of one entry: whether its bytes stand there, and whether it may yet be its turn. */
function stateOf(finding: Finding, stands: boolean, mayApply: boolean): SiteState {
  switch (finding.kind) {
    case 'variant':
      return stands ? 'patched' : 'skipped';
    case 'original':
      return mayApply ? 'pristine' : 'skipped';
    case 'optimised':
      return 'skipped';
    case 'breakpoint':
      return mayApply ? 'being written' : 'skipped';
    case 'mixture':
      return mayApply ? 'torn' : 'skipped';
    case 'unreadable':
      return 'unreadable';
  }
}

/**
 * A guest may give the pointer its proper value for the time of patching only, so a direct call to
 * any function is a patched one; which function is intended can be told only before and after.
 */
function callRow(site: CallSite, list: SiteList, read: ReadLinear): SiteRow {
  const current = read(site.address, site.original.length);
  const forms = directCalls(site, list.entryOf(pointerValue(site, read)));
  const target = directTarget(site, current);
  const done =
    forms.some((bytes) => sameBytes(bytes, current)) ||
    (target !== undefined && list.isEntry(target));
  return {
    symbol: site.symbol,
    address: site.address,
    kind: 'altcall',
    feature: 'always',
    original: site.original,
    intended: done ? current : forms[0],
    current,
    state: callState(site, current, done),
  };
}

function callState(site: CallSite, current: Uint8Array, done: boolean): SiteState {
  if (current.length < site.original.length) return 'unreadable';
  if (done) return 'patched';
  if (sameBytes(current, site.original)) return 'pristine';
  return current[0] === 0xcc ? 'being written' : 'torn';
}

function pointerValue(site: CallSite, read: ReadLinear): LinearAddress {
  const bytes = read(site.pointer, 8);
  if (bytes.length < 8) return linearAddress(site.linkedTarget);
  return linearAddress(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
}

/** What Xen writes, this guest's way first: a prefixed call, or a call and a NOP; traps for NULL. */
function directCalls(site: CallSite, target: LinearAddress): [Uint8Array, Uint8Array] {
  const distance = Number(BigInt.asIntN(32, target - site.address));
  const prefixed =
    target === 0n
      ? Uint8Array.of(0x0f, 0x0b, 0x0f, 0x0b, 0x0f, 0x0b)
      : Uint8Array.of(0x2e, 0xe8, ...littleEndian32(distance - 6));
  const followed =
    target === 0n
      ? Uint8Array.of(0x0f, 0x0b, 0x0f, 0xff, 0xff, 0x90)
      : Uint8Array.of(0xe8, ...littleEndian32(distance - 5), 0x90);
  return site.padding === 'prefix' ? [prefixed, followed] : [followed, prefixed];
}

/** Where `current` calls directly, if it is one of the forms that replace an indirect call. */
function directTarget(site: CallSite, current: Uint8Array): LinearAddress | undefined {
  if (current.length < site.original.length) return undefined;
  const view = new DataView(current.buffer, current.byteOffset, current.length);
  if (current[0] === 0x2e && current[1] === 0xe8) {
    return linearAddress(site.address + 6n + BigInt(view.getInt32(2, true)));
  }
  if (current[0] === 0xe8 && current[5] === 0x90) {
    return linearAddress(site.address + 5n + BigInt(view.getInt32(1, true)));
  }
  return undefined;
}

function littleEndian32(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setInt32(0, value, true);
  return new Uint8Array(view.buffer);
}
