/** The patch sites of Debian's Xen as it boots, judged from its memory alone. */
import { beforeAll, describe, expect, it } from 'vitest';
import { linearAddress } from '../../src/foundation/addresses.ts';
import type { SiteRow } from '../../src/patching/site-table.ts';
import { sameBytes } from '../../src/patching/states.ts';
import { runAll } from '../machine/hypervisor.ts';
import { xenWithSymbols } from './with-symbols.ts';
import { bootSteps, isThere, notThere, symbol } from './xen.ts';

/** What the table shows at four moments of one boot. */
const shown = new Map<string, readonly SiteRow[]>();

/** How often text_poke has been called by then. */
const poked = new Map<string, number | undefined>();

type Moment = 'power-on' | 'before pass 1' | 'between the passes' | 'after pass 2';

function boot(): void {
  const { machine, sites } = xenWithSymbols();
  const textPoke = linearAddress(symbol('text_poke.isra.0'));
  machine.insertCounter(textPoke);
  const keep = (moment: Moment): void => {
    const rows = sites.rows();
    if ('absent' in rows) throw new Error(rows.absent);
    shown.set(moment, rows);
    poked.set(moment, machine.counts.get(textPoke));
  };
  const goTo = (name: string): void => {
    const address = linearAddress(symbol(name));
    machine.insertBreakpoint(address);
    expect(runAll(machine, bootSteps)).toMatchObject({ kind: 'breakpoint', address });
    machine.removeBreakpoint(address);
  };
  keep('power-on');
  goTo('nmi_apply_alternatives');
  keep('before pass 1');
  goTo('smp_prepare_cpus');
  keep('between the passes');
  goTo('smp_cpus_done');
  keep('after pass 2');
}

const rowsAt = (moment: Moment): readonly SiteRow[] => shown.get(moment) ?? [];
const rowAt = (moment: Moment, address: bigint): SiteRow | undefined =>
  rowsAt(moment).find((row) => row.address === linearAddress(address));
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

function counts(moment: Moment): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { kind, state } of rowsAt(moment)) {
    const key = `${kind} ${state}`;
    result[key] = (result[key] ?? 0) + 1;
  }
  return result;
}

const changed = (from: Moment, to: Moment): SiteRow[] =>
  rowsAt(to).filter((row, index) => {
    const before = rowsAt(from)[index]?.current ?? new Uint8Array(0);
    return !sameBytes(before, row.current);
  });

const placesOf = (rows: readonly SiteRow[]): ReadonlySet<bigint> =>
  new Set(rows.map(({ address }) => address));

describe("the patch sites of Debian's Xen", () => {
  if (!isThere) {
    it.skip(notThere);
    return;
  }
  beforeAll(boot, 120_000);

  it('are pristine from power-on to the first pass: 4525 entries, of them 252 altcalls', () => {
    const pristine = { 'alternative pristine': 4273, 'altcall pristine': 252 };
    expect(counts('power-on')).toEqual(pristine);
    expect(counts('before pass 1')).toEqual(pristine);
    expect(placesOf(rowsAt('power-on')).size).toBe(4500);
  });

  it('are patched by one entry at most, where several are for the same place', () => {
    const patched = rowsAt('after pass 2').filter(({ state }) => state === 'patched');

    expect(placesOf(patched).size).toBe(patched.length);
    const flush = rowsAt('after pass 2').filter(
      ({ address }) => address === linearAddress(0xffff82d0402ffc6cn),
    );
    expect(flush.map(({ feature, state }) => [feature, state])).toEqual([
      ['CLFLUSHOPT', 'skipped'],
      ['BUG_CLFLUSH_MFENCE', 'patched'],
    ]);
  });

  it('all have a name and a feature with a name', () => {
    const rows = rowsAt('power-on');
    expect(rows.filter(({ symbol }) => symbol.startsWith('0x'))).toEqual([]);
    expect(rows.filter(({ feature }) => /feature \d/.test(feature))).toEqual([]);
    const having = (name: string): number => rows.filter(({ feature }) => feature === name).length;
    expect(having('SC_NO_BRANCH_HARDEN')).toBe(2755);
    expect(having('SC_NO_LOCK_HARDEN')).toBe(1078);
    expect(having('XEN_SMAP')).toBe(217);
  });

  it('are decided by the first pass, but for most altcalls', () => {
    expect(counts('between the passes')).toEqual({
      'alternative patched': 1093,
      'alternative skipped': 3180,
      'altcall patched': 22,
      'altcall pristine': 230,
    });
    expect(placesOf(changed('before pass 1', 'between the passes')).size).toBe(1389);
  });

  it('are all decided after the second pass, which changes nothing but altcalls', () => {
    expect(counts('after pass 2')).toEqual({
      'alternative patched': 1093,
      'alternative skipped': 3180,
      'altcall patched': 252,
    });
    const second = changed('between the passes', 'after pass 2');
    expect(second).toHaveLength(230);
    expect(second.filter(({ kind }) => kind !== 'altcall')).toEqual([]);
  });

  it('are written by as many calls of text_poke as on QEMU', () => {
    expect(Object.fromEntries(poked)).toEqual({
      'power-on': 0,
      'before pass 1': 0,
      'between the passes': 1406,
      'after pass 2': 1406 + 230,
    });
  });

  it('show the fence that becomes a NOP, the call made direct and the stuffed RSB', () => {
    const fence = rowAt('between the passes', 0xffff82d040205780n);
    expect(fence).toMatchObject({ symbol: 'core_parking_power+48', state: 'patched' });
    expect([hex(fence?.original), hex(fence?.current)]).toEqual(['0faee8', '666690']);

    const call = 0xffff82d040205e4dn;
    expect(hex(rowAt('between the passes', call)?.current)).toBe('ff15cdb11500');
    expect(rowAt('after pass 2', call)).toMatchObject({ kind: 'altcall', state: 'patched' });
    expect(hex(rowAt('after pass 2', call)?.current)).toBe('e802f9ffff90');

    const stuffing = rowAt('between the passes', 0xffff82d04020124an);
    expect(stuffing).toMatchObject({ feature: 'SC_RSB_PV', state: 'patched' });
    expect(stuffing?.current).toHaveLength(51);
    expect(hex(stuffing?.current)).toMatch(/^b9100000004889e0e8/);
  });
});
