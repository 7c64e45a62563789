/** What the page tables of a CPU map, all of it: ranges that are alike and next to each other. */
import type { Engine } from '../engine/engine.ts';
import type { LinearAddress } from '../foundation/addresses.ts';
import { linearAddress } from '../foundation/addresses.ts';
import { canonical, entryReader, isPresent, pageOf, tableOf, tablesOf } from './page-walk.ts';
import type { ReadEntry, Tables } from './page-walk.ts';

/** A range of linear addresses with one beginning, one page size and the same rights throughout. */
export interface Mapping {
  readonly linear: LinearAddress;
  readonly bytes: bigint;
  /** Under nested paging a guest's own. */
  readonly physical: bigint;
  readonly pageBytes: bigint;
  readonly writable: boolean;
  readonly user: boolean;
  readonly executable: boolean;
  readonly global: boolean;
}

export interface Mappings {
  readonly ranges: readonly Mapping[];
  /** False if there is more than was looked at. */
  readonly complete: boolean;
}

/** Entries that are looked at; tables that name themselves would go on for ever. */
const entriesMax = 1 << 22;
/** Ranges that are told. */
const rangesMax = 1 << 16;

const bit = { writable: 2n, user: 4n, global: 0x100n, noExecute: 1n << 63n } as const;

type Rights = Pick<Mapping, 'writable' | 'user' | 'executable'>;

const everything: Rights = { writable: true, user: true, executable: true };

/** Rights add up on the way down: what one entry forbids stays forbidden (SDM 3A 4.6). */
const narrowed = (rights: Rights, entry: bigint): Rights => ({
  writable: rights.writable && (entry & bit.writable) !== 0n,
  user: rights.user && (entry & bit.user) !== 0n,
  executable: rights.executable && (entry & bit.noExecute) === 0n,
});

export function mappingsOf(engine: Engine, cpu: number): Mappings {
  const tables = tablesOf(engine, cpu);
  if (tables === undefined) return { ranges: [unpaged], complete: true };
  const ranges: Mapping[] = [];
  let last: Mapping | undefined;
  const bound = { entries: entriesMax };
  for (const page of pagesOf(tables, entryReader(engine, cpu), bound)) {
    const joined = last === undefined ? undefined : join(last, page);
    if (joined === undefined) {
      if (ranges.length === rangesMax) return { ranges, complete: false };
      ranges.push(page);
    } else ranges[ranges.length - 1] = joined;
    last = joined ?? page;
  }
  return { ranges, complete: bound.entries > 0 };
}

/** Without paging linear addresses are physical ones, and have 32 bits. */
const unpaged: Mapping = {
  linear: linearAddress(0),
  bytes: 2n ** 32n,
  physical: 0n,
  pageBytes: 0x1000n,
  ...everything,
  global: false,
};

/** Both as one range, if they are alike and the second begins where the first ends. */
function join(one: Mapping, next: Mapping): Mapping | undefined {
  const alike =
    one.writable === next.writable &&
    one.user === next.user &&
    one.executable === next.executable &&
    one.global === next.global &&
    one.pageBytes === next.pageBytes;
  const adjacent =
    one.linear + one.bytes === next.linear && one.physical + one.bytes === next.physical;
  return alike && adjacent ? { ...one, bytes: one.bytes + next.bytes } : undefined;
}

function* pagesOf(tables: Tables, read: ReadEntry, bound: { entries: number }): Generator<Mapping> {
  const { roots, entryBytes, shifts } = tables;
  const count = entryBytes === 4 ? 1024n : 512n;

  function* below(table: bigint, level: number, base: bigint, rights: Rights): Generator<Mapping> {
    const shift = shifts[level] ?? 12n;
    for (let index = 0n; index < count && bound.entries > 0; index += 1n) {
      bound.entries -= 1;
      const value = read(table + index * BigInt(entryBytes), entryBytes)?.value ?? 0n;
      if (!isPresent(value)) continue;
      const address = base | (index << shift);
      const here = narrowed(rights, value);
      const found = pageOf(tables, value, shift);
      if (found === undefined) {
        yield* below(tableOf(value), level + 1, address, here);
        continue;
      }
      yield {
        linear: canonical(tables, address),
        bytes: 1n << shift,
        physical: found.page,
        pageBytes: 1n << shift,
        ...here,
        global: (value & bit.global) !== 0n,
      };
    }
  }

  for (const [number, root] of roots.entries()) {
    if (roots.length > 1 && !isPresent(root)) continue;
    yield* below(tableOf(root), 0, BigInt(number) << 30n, everything);
  }
}
