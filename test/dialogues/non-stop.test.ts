/** CPUs that stop one by one, in real gdb: set non-stop on. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Debugger } from '../../src/debugger/debugger.ts';
import { silentLog } from '../../src/foundation/log.ts';
import { openDoor } from '../server/open-door.ts';
import { LiveGdb } from './live-gdb.ts';
import { commandLine, isThere, kernelPath, notThere, symbolsPath } from '../xen/xen.ts';
import {
  imagePath,
  poweredOn,
  tinyHypervisor,
  type PoweredOnHypervisor,
} from './tiny-hypervisor.ts';

const root = join(import.meta.dirname, '..', '..');
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** gdb attached to the tiny hypervisor's 4 CPUs. */
const attached = () => attachedTo(tinyHypervisor('-append', 'rounds=0', '-m', '16'), imagePath);

/** gdb attached to Xen's 2 CPUs. */
function attachedToXen() {
  const files = ['-kernel', kernelPath, '-initrd', 'fixtures/dom0/dom0.elf'];
  const xen = poweredOn([...files, '-append', commandLine, '-smp', '2'], () => undefined);
  return attachedTo(xen, symbolsPath);
}

/** gdb attached to CPUs that stand still before their first instruction. */
async function attachedTo({ machine, sites, file }: PoweredOnHypervisor, symbols: string) {
  const served = new Debugger({ machine, sites, file, log: silentLog });
  const door = await openDoor({ debugger: served, log: silentLog });
  closing.push(() => door.close());
  const gdb = new LiveGdb(root, symbols);
  closing.push(() => gdb.quit());
  await gdb.type('set non-stop on');
  await gdb.type(
    `target remote 127.0.0.1:${door.port}`,
    ...Array.from(
      { length: machine.cpuCount },
      (_, cpu) => new RegExp(`Thread ${cpu + 1} "CPU#${cpu}" stopped`),
    ),
  );
  return { gdb, machine };
}

const threadsShown = async (gdb: LiveGdb, count = 4): Promise<string[]> => {
  const text = await gdb.type('info threads', new RegExp(`^[* ] +${count} .*\\n`, 'm'));
  const rows = text.match(/^[* ] +[1-4] +Thread .*$/gm) ?? [];
  return rows.map((row) => (row.endsWith('(running)') ? 'runs' : 'stands'));
};

describe('gdb in non-stop mode', () => {
  it('runs one CPU, stops another at a breakpoint, and interrupts them one by one', async () => {
    const { gdb, machine } = await attached();
    expect(await threadsShown(gdb)).toEqual(['stands', 'stands', 'stands', 'stands']);
    await gdb.type('break start_secondary', /Breakpoint 1 at/);

    // CPU 0 sends SIPIs and waits for a CPU that is held.
    await gdb.type('thread 1', /Switching/);
    await gdb.type('continue &', /Continuing/);
    expect(await threadsShown(gdb)).toEqual(['runs', 'stands', 'stands', 'stands']);
    expect(machine.activity(1)).toBe('wait-for-SIPI');

    // It comes up while CPU 0 runs, and stops alone.
    await gdb.type('thread 2', /Switching/);
    await gdb.type('continue &', /Thread 2 "CPU#1" hit Breakpoint 1, start_secondary/);
    expect(await threadsShown(gdb)).toEqual(['runs', 'stands', 'stands', 'stands']);

    await gdb.type('thread 1', /Switching/);
    await gdb.type('interrupt', /Thread 1 "CPU#0" stopped/);
    const { moment } = machine;
    expect(await threadsShown(gdb)).toEqual(['stands', 'stands', 'stands', 'stands']);
    expect(machine.moment).toBe(moment);
  });

  it('reports every CPU that comes to a breakpoint, and loses none', async () => {
    const { gdb } = await attached();
    await gdb.type('break start_secondary', /Breakpoint 1 at/);
    await gdb.type(
      'continue -a &',
      ...[2, 3, 4].map((thread) => new RegExp(`Thread ${thread} .*hit Breakpoint 1`)),
    );
    expect(await threadsShown(gdb)).toEqual(['runs', 'stands', 'stands', 'stands']);
    await gdb.type('interrupt -a', /Thread 1 "CPU#0" stopped/);
  });
});

describe('gdb in non-stop mode on Xen', () => {
  if (!isThere) {
    it.skip(notThere);
    return;
  }

  it('holds CPU 1 at its first line of C, and CPU 0 runs on', async () => {
    const { gdb, machine } = await attachedToXen();
    const threads = (): Promise<string[]> => threadsShown(gdb, 2);
    await gdb.type('break start_secondary', /Breakpoint 1 at/);
    await gdb.type('continue -a &', /Thread 2 "CPU#1" hit Breakpoint 1, .* start_secondary/);
    expect(await threads()).toEqual(['runs', 'stands']);

    await gdb.type('thread 2', /Switching.*\n.*start_secondary/);
    const first = machine.readRegister(1, 'rip');
    await gdb.type('stepi', /start_secondary/);
    expect(machine.readRegister(1, 'rip')).not.toBe(first);
    expect(await threads()).toEqual(['runs', 'stands']);

    await gdb.type('thread 1', /Switching/);
    await gdb.type('interrupt', /Thread 1 "CPU#0" stopped/);
    const { moment } = machine;
    expect(await threads()).toEqual(['stands', 'stands']);
    expect(machine.moment).toBe(moment);

    // Alone it waits for CPU 0, for which there is no time now.
    await gdb.type('thread 2', /Switching/);
    await gdb.type('continue &', /Continuing/);
    expect(await threads()).toEqual(['stands', 'runs']);
    await gdb.type('interrupt', /Thread 2 "CPU#1" stopped/);
  });

  it('tells of both CPUs where each comes to a breakpoint of its own', async () => {
    const { gdb } = await attachedToXen();
    await gdb.type('break startup_cpu_idle_loop', /Breakpoint 1 at/);
    await gdb.type('break smp_cpus_done', /Breakpoint 2 at/);
    await gdb.type(
      'continue -a &',
      /Thread 2 .*hit Breakpoint 1, .*startup_cpu_idle_loop/,
      /Thread 1 .*hit Breakpoint 2, .*smp_cpus_done/,
    );
    expect(await threadsShown(gdb, 2)).toEqual(['stands', 'stands']);
  });
});
