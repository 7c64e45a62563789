import { describe, expect, it } from 'vitest';
import { linearAddress, pageBytes } from '../../src/foundation/addresses.ts';
import type { Audience, Happening, HappeningKind } from '../../src/machine/happening.ts';
import type { StopReason } from '../../src/machine/stop.ts';
import { readSymbols } from '../bench/symbols.ts';
import { bootHypervisor, fingerprint, hypervisorImage, runAll } from './hypervisor.ts';

const symbols = readSymbols(hypervisorImage);
const symbol = (name: string) => linearAddress(symbols.get(name) ?? 0n);

/** Stops at the first happening that `wanted` picks. */
function audience(kinds: HappeningKind[], wanted: (happening: Happening) => boolean = () => true) {
  return { kinds: new Set(kinds), hears: wanted } satisfies Audience;
}

function caught(stop: StopReason): Happening {
  if (stop.kind !== 'caught') throw new Error(`stopped for ${stop.kind}`);
  return stop.happening;
}

describe('an audience', () => {
  it('hears of a vector, and the machine stops at the first instruction of its handler', () => {
    const { machine } = bootHypervisor({ cpuCount: 2 });
    machine.audience = audience(['vector']);
    const first = caught(runAll(machine, 1e6));
    expect(first).toMatchObject({ kind: 'vector', vector: 2, cpu: 0 });
    expect(machine.readRegister(0, 'rip')).toBe(symbol('entry_NMI'));
  });

  it('hears of INT3, which is no fault', () => {
    const { machine } = bootHypervisor({ cpuCount: 4 });
    const isBreakpoint = (what: Happening): boolean => what.kind === 'vector' && what.vector === 3;
    machine.audience = audience(['vector'], isBreakpoint);
    const stop = runAll(machine, 1e6);
    expect(caught(stop)).toMatchObject({ kind: 'vector', vector: 3 });
    expect(machine.readRegister(stop.cpu, 'rip')).toBe(symbol('entry_BP'));
  });

  it('hears of a machine check at the moment of its delivery', () => {
    const { machine } = bootHypervisor({ cpuCount: 2 });
    runAll(machine, 150_000);
    machine.audience = audience(['vector'], (what) => what.kind === 'vector' && what.vector === 18);
    machine.inject({ kind: 'machine-check', cpu: 1 });
    const stop = runAll(machine, 1000);
    expect(caught(stop)).toEqual({ kind: 'vector', cpu: 1, vector: 18, errorCode: 0 });
    expect(machine.readRegister(1, 'rip')).toBe(symbol('entry_MC'));
  });

  it('hears of CR3 after it was written', () => {
    const { machine } = bootHypervisor({ cpuCount: 1 });
    machine.audience = audience(['cr3']);
    const what = caught(runAll(machine, 1e6));
    expect(what).toEqual({ kind: 'cr3', cpu: 0, value: machine.readRegister(0, 'cr3') });
  });

  it('hears of MSRs by number and access', () => {
    const { machine } = bootHypervisor({ cpuCount: 1 });
    machine.audience = audience(['msr'], (what) => what.kind === 'msr' && what.access === 'write');
    expect(caught(runAll(machine, 1e6))).toMatchObject({ number: 0xc0000080, access: 'write' });
  });

  it('hears of the end of the machine before the machine ends', () => {
    const { machine } = bootHypervisor({ cpuCount: 2 });
    machine.audience = audience(['exit']);
    const what = caught(runAll(machine, 1e7));
    expect(what).toEqual({ kind: 'exit', cpu: 0, status: 0, how: undefined });
    const end = machine.moment;
    expect(runAll(machine, 1000)).toEqual({ kind: 'exited', cpu: 0, status: 0 });
    expect(machine.moment).toBe(end);
  });

  it('hears of interrupt commands before what they do', () => {
    const { machine } = bootHypervisor({ cpuCount: 2 });
    machine.audience = audience(['ipi']);
    const what = caught(runAll(machine, 1e6));
    expect(what).toMatchObject({ kind: 'ipi', cpu: 0, to: 0 });
    expect(what.kind === 'ipi' && (what.command >> 8) & 7).toBe(4);
    expect(machine.readRegister(0, 'rip')).not.toBe(symbol('entry_NMI'));
  });

  it('hears of a store into code with the bytes before and after, and who made it', () => {
    const { machine } = bootHypervisor({ cpuCount: 1 });
    const stores: Happening[] = [];
    const hears = (what: Happening): boolean => {
      if (what.kind === 'store') stores.push(what);
      return what.kind === 'store' && machine.moment > 40_000;
    };
    machine.audience = { kinds: new Set(['store']), code: true, hears };
    const what = caught(runAll(machine, 1e6));
    if (what.kind !== 'store') throw new Error('a store');
    expect(stores.length).toBeGreaterThan(20);
    expect(machine.readPhysical(what.physical, what.after.length)).toEqual(what.after);
    expect(what.after).not.toEqual(what.before);
    const memcpy = symbol('memcpy');
    expect(what.rip - memcpy).toBeLessThan(64n);
  });

  it('hears of stores into the pages it named only', () => {
    const { machine } = bootHypervisor({ cpuCount: 1 });
    runAll(machine, 20_000);
    const site = machine.translate(0, symbol('site_cross_page'));
    const page = Math.floor((site ?? 0) / pageBytes);
    const pages = new Set<number>();
    const hears = (what: Happening): boolean => {
      if (what.kind === 'store') pages.add(Math.floor(what.physical / pageBytes));
      return false;
    };
    machine.audience = { kinds: new Set(['store']), pages: new Set([page]), hears };
    runAll(machine, 1e7);
    expect([...pages]).toEqual([page]);
  });

  it('that only listens changes nothing', () => {
    const heard = bootHypervisor({ cpuCount: 4, quantum: 7 }).machine;
    const alone = bootHypervisor({ cpuCount: 4, quantum: 7 }).machine;
    const kinds: HappeningKind[] = ['vector', 'cr3', 'msr', 'ipi', 'store'];
    let count = 0;
    const hears = (): boolean => (count++, false);
    heard.audience = { kinds: new Set(kinds), code: true, hears };
    runAll(heard, 300_000);
    runAll(alone, 300_000);
    expect(count).toBeGreaterThan(500);
    expect(fingerprint(heard)).toBe(fingerprint(alone));
  });
});
