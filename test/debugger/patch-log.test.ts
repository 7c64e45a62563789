/** Specifies src/debugger/patch-log.ts. */
import { expect, it } from 'vitest';
import { patchLog } from '../../src/debugger/patch-log.ts';
import { linearAddress } from '../../src/foundation/addresses.ts';
import { assemble } from '../machine/assemble.ts';
import { bareMachine, place } from '../machine/bare-machine.ts';
import { noSites } from '../../src/debugger/site-table.ts';
import { History } from '../../src/history/history.ts';
import { bootHypervisor, fingerprint, runAll } from '../machine/hypervisor.ts';

function lived(steps: number) {
  const { machine } = bootHypervisor({ cpuCount: 4 });
  const history = new History({ computer: machine });
  runAll(history, steps);
  return { history, print: () => fingerprint(machine) };
}

it('has every store into code, in order, and leaves the machine as it was', () => {
  const { history, print } = lived(120_000);
  const before = print();
  const { patches, left } = patchLog(history, noSites);
  expect(print()).toBe(before);
  expect(left).toBe(0);
  expect(patches.length).toBeGreaterThan(50);
  const moments = patches.map(({ moment }) => moment);
  expect(moments).toEqual(moments.toSorted((one, other) => one - other));
});

it('tells of each store where it can be seen happening', () => {
  const { history } = lived(120_000);
  const { patches } = patchLog(history, noSites);
  for (const { moment, cpu, rip, physical, before, after } of patches.slice(-5)) {
    history.seek(moment);
    expect(history.readPhysical(physical, before.length)).toEqual(before);
    expect(history.readRegister(cpu, 'rip')).toBe(rip);
    history.seek(moment + 1);
    expect(history.readPhysical(physical, after.length)).toEqual(after);
  }
});

it('leaves out what comes into pages with sites before these are mapped', () => {
  const at = 0x400000n;
  const bare = bareMachine({ code: new Uint8Array(0), quantum: 100 });
  const map = `movl $${place.data + 7}, ${bare.entryOf(Number(at))}; invlpg ${at}`;
  const loadAndPatch = `movb $1, ${place.data}; ${map}; movb $2, ${place.data}; hlt`;
  bare.poke(place.code, assemble(loadAndPatch));
  const history = new History({ computer: bare.computer });
  runAll(history, 100);
  const places = [{ symbol: 'site', address: linearAddress(at), bytes: 1 }];

  const { patches } = patchLog(history, { ...noSites, places: () => places });

  expect(patches.map(({ after }) => [...after])).toEqual([[2]]);
});

it('in the past tells of what was before that moment only', () => {
  const { history } = lived(120_000);
  const { patches: all } = patchLog(history, noSites);
  const middle = all[Math.floor(all.length / 2)]?.moment ?? 0;
  history.seek(middle);
  const { patches: some } = patchLog(history, noSites);
  expect(history.moment).toBe(middle);
  expect(some).toEqual(all.filter(({ moment }) => moment < middle));
});
