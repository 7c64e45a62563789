/** The unmodified Xen of Debian 12 boots, builds our dom0, and halts with it. */
import { describe, expect, it } from 'vitest';
import { fingerprint, runAll } from '../machine/hypervisor.ts';
import type { XenOptions } from './xen.ts';
import {
  bootSteps,
  breakAt,
  isThere,
  notThere,
  powerOnXen,
  runOn,
  stepOver,
  symbol,
} from './xen.ts';

const machines: readonly (readonly [string, XenOptions, number])[] = [
  ['1 CPU', { cpuCount: 1 }, 1],
  ['2 CPUs', {}, 2],
  ['4 CPUs', { cpuCount: 4 }, 4],
  ['8 CPUs', { cpuCount: 8 }, 8],
  ['2 CPUs of 2008 from Intel', { model: 'nehalem' }, 2],
  ['2 CPUs with all features, SMAP among them', { model: 'max' }, 2],
  ['2 CPUs and 1 GiB', { mebibytes: 1024 }, 2],
];

const altTable = '(XEN) alt table ffff82d04044ae10 -> ffff82d04045a586';

describe('Xen', () => {
  if (!isThere) {
    it.skip(notThere);
    return;
  }

  it.each(machines)('boots on %s', (_what, options, cpus) => {
    const { machine, console } = powerOnXen(options);

    const stop = runOn(machine);

    const [beforeUp = '', afterUp = ''] = console().split(`(XEN) Brought up ${cpus} CPUs`);
    expect(beforeUp.split(altTable)).toHaveLength(3);
    expect(afterUp).not.toContain(altTable);
    expect(afterUp).toContain(`dom0: running on Xen 4.17, CPUs: ${cpus}\ndom0: halting\n`);
    expect(afterUp).toMatch(/Hardware Dom0 halted: halting machine\n$/);
    expect(stop.kind).toBe('idle');
  });

  it('is told that there is no BIOS where it would call one', () => {
    const commandLine = 'console=com1 com1=115200,8n1 dom0_mem=16M bootscrub=0';
    const { machine } = powerOnXen({ commandLine });

    expect(runOn(machine)).toMatchObject({
      kind: 'exited',
      status: 1,
      how: expect.stringContaining('Xen wants no-real-mode on its command line') as string,
    });
  });

  it('does the same in every run, however it is divided, and under breakpoints', () => {
    const whole = powerOnXen();
    runOn(whole.machine);

    const sliced = powerOnXen();
    let kind = 'budget';
    while (kind === 'budget') kind = runAll(sliced.machine, 77_777).kind;

    const stopped = powerOnXen();
    breakAt(stopped.machine, symbol('text_poke.isra.0'));
    let hits = 0;
    for (let stop = runOn(stopped.machine); stop.kind === 'breakpoint'; hits++) {
      stepOver(stopped.machine, stop);
      stop = runOn(stopped.machine, bootSteps);
    }

    expect(hits).toBe(1406 + 230);
    expect(sliced.console()).toBe(whole.console());
    expect(stopped.console()).toBe(whole.console());
    expect(sliced.machine.moment).toBe(whole.machine.moment);
    expect(fingerprint(sliced.machine)).toBe(fingerprint(whole.machine));
    expect(fingerprint(stopped.machine)).toBe(fingerprint(whole.machine));
  });
});
