/** What `monitor catch` stops for: things that happen, and sites that are executed while torn. */
import { linearAddress, pageBytes, type LinearAddress } from '../foundation/addresses.ts';
import type { Happening, HappeningKind } from '../machine/happening.ts';
import type { Machine, StopRule } from '../machine/machine.ts';
import type { SiteTable } from './site-table.ts';

/** One thing to catch, by the name it was asked for. */
export interface CatchRule {
  readonly name: string;
  readonly kind: HappeningKind;
  wants(happening: Happening): boolean;
}

export class Catching {
  readonly #machine: Machine;
  readonly #sites: SiteTable;
  readonly #rules = new Map<string, CatchRule>();
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
    return rules.filter((rule) => hears(rule, happening)).map(({ name }) => name);
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
    this.#machine.audience = {
      kinds: new Set(rules.map(({ kind }) => kind)),
      code: true,
      pages: pagesOf(this.#machine, this.#sites),
      hears: (happening) => rules.some((rule) => hears(rule, happening)),
    };
  }
}

const hears = (rule: CatchRule, happening: Happening): boolean =>
  rule.kind === happening.kind && rule.wants(happening);

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
    const physical = machine.translate(0, address);
    if (physical !== undefined) pages.set(address, Math.floor(physical / pageBytes));
  }
  return pages;
}

/** Physical pages that sites lie in now: they may not have been executed yet. */
export const pagesOf = (machine: Machine, sites: SiteTable): ReadonlySet<number> =>
  new Set(mappedPagesOf(machine, sites).values());
