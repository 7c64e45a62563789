/** What `monitor catch` stops for: things that happen, and sites that are executed while torn. */
import { linearAddress, pageBytes, type LinearAddress } from '../foundation/addresses.ts';
import type { Happening, HappeningKind } from '../machine/happening.ts';
import type { Machine, StopRule } from '../machine/machine.ts';
import type { SiteTable } from './site-table.ts';

/** One thing to catch, by the name it was asked for. */
export interface CatchRule {
  readonly name: string;
  readonly kind: HappeningKind;
  /** `hasSites` says whether sites lie in a physical page at this moment. */
  wants(happening: Happening, hasSites: (page: number) => boolean): boolean;
}

export class Catching {
  readonly #machine: Machine;
  readonly #sites: SiteTable;
  readonly #rules = new Map<string, CatchRule>();
  /** Physical pages that sites lie in, with their linear addresses, as they were looked up last. */
  #sitePages: ReadonlyMap<number, LinearAddress> = new Map();
  /** Where torn sites are waited for. */
  readonly #torn = new Map<LinearAddress, StopRule>();

  constructor(machine: Machine, sites: SiteTable) {
    this.#machine = machine;
    this.#sites = sites;
  }

  /** Names of all that is caught. */
  get names(): readonly string[] {
    return [...this.#rules.keys(), ...(this.#torn.size > 0 ? ['torn'] : [])];
  }

  add(rule: CatchRule): void {
    this.#rules.set(rule.name, rule);
    this.#listen();
  }

  /** Stops a CPU that is about to execute a site while it is torn; how many sites there are. */
  addTorn(): number {
    for (const { address } of this.#sites.places()) {
      if (this.#torn.has(address)) continue;
      const rule: StopRule = () => this.#sites.isTorn(address);
      this.#torn.set(address, rule);
      this.#machine.insertBreakpoint(address, rule);
    }
    return this.#torn.size;
  }

  clear(): void {
    this.#rules.clear();
    for (const [address, rule] of this.#torn) this.#machine.removeBreakpoint(address, rule);
    this.#torn.clear();
    this.#listen();
  }

  /** The names by which something was caught. */
  namesFor(happening: Happening): readonly string[] {
    const rules = [...this.#rules.values()];
    return rules.filter((rule) => this.#hears(rule, happening)).map(({ name }) => name);
  }

  /** The site that a CPU at `address` would execute while it is torn, if that is caught. */
  tornSiteAt(address: LinearAddress): string | undefined {
    if (!this.#torn.has(address) || !this.#sites.isTorn(address)) return undefined;
    return this.#sites.places().find((place) => place.address === address)?.symbol;
  }

  #listen(): void {
    const rules = [...this.#rules.values()];
    if (rules.length === 0) {
      this.#machine.audience = undefined;
      return;
    }
    const kinds = new Set(rules.map(({ kind }) => kind));
    // An image may be mapped only now, or be moved: its sites are elsewhere then.
    const followsSites = kinds.has('store');
    if (followsSites) kinds.add('cr3');
    this.#lookUpSites();
    this.#machine.audience = {
      kinds,
      code: true,
      // Looked into again where sites have moved.
      pages: { [Symbol.iterator]: () => this.#sitePages.keys() },
      hears: (happening) => {
        if (followsSites && happening.kind === 'cr3' && happening.cpu === 0) this.#followSites();
        return rules.some((rule) => this.#hears(rule, happening));
      },
    };
  }

  #hears(rule: CatchRule, happening: Happening): boolean {
    return rule.kind === happening.kind && rule.wants(happening, (page) => this.#hasSites(page));
  }

  /** In the past an image may have been elsewhere: what moves it patches nothing. */
  #hasSites(page: number): boolean {
    const linear = this.#sitePages.get(page);
    return linear !== undefined && physicalPageOf(this.#machine, linear) === page;
  }

  #followSites(): void {
    const { audience } = this.#machine;
    if (this.#lookUpSites()) this.#machine.audience = audience;
  }

  /** Whether sites lie in other pages than before. */
  #lookUpSites(): boolean {
    const mapped = mappedPagesOf(this.#machine, this.#sites);
    const now = new Map(Array.from(mapped, ([linear, page]) => [page, linear]));
    const before = this.#sitePages;
    this.#sitePages = now;
    return now.size !== before.size || [...now.keys()].some((page) => !before.has(page));
  }
}

/** Pages that sites lie in: linear addresses, and where CPU 0 sees them now. */
export function mappedPagesOf(
  machine: Machine,
  sites: SiteTable,
): ReadonlyMap<LinearAddress, number> {
  const pages = new Map<LinearAddress, number>();
  const linear = new Set(
    sites.places().map(({ address }) => address - (address % BigInt(pageBytes))),
  );
  for (const page of linear) {
    const address = linearAddress(page);
    const physical = physicalPageOf(machine, address);
    if (physical !== undefined) pages.set(address, physical);
  }
  return pages;
}

/** The physical page that CPU 0 sees a linear address in now. */
export function physicalPageOf(machine: Machine, address: LinearAddress): number | undefined {
  const physical = machine.translate(0, address);
  return physical === undefined ? undefined : Math.floor(physical / pageBytes);
}
