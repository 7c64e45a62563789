/** CPUs that stop one by one, in real gdb: set non-stop on. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Debugger } from '../../src/debugger/debugger.ts';
import { silentLog } from '../../src/foundation/log.ts';
import { openDoor } from '../server/open-door.ts';
import { LiveGdb } from './live-gdb.ts';
import { imagePath, tinyHypervisor } from './tiny-hypervisor.ts';

const root = join(import.meta.dirname, '..', '..');
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** gdb attached to 4 CPUs that stand still before their first instruction. */
async function attached() {
  const { machine, sites, file } = tinyHypervisor('-append', 'rounds=0', '-m', '16');
  const served = new Debugger({ machine, sites, file, log: silentLog });
  const door = await openDoor({ debugger: served, log: silentLog });
  closing.push(() => door.close());
  const gdb = new LiveGdb(root, imagePath);
  closing.push(() => gdb.quit());
  await gdb.type('set non-stop on');
  await gdb.type(
    `target remote 127.0.0.1:${door.port}`,
    ...[1, 2, 3, 4].map((thread) => new RegExp(`Thread ${thread} "CPU#${thread - 1}" stopped`)),
  );
  return { gdb, machine };
}

const threadsShown = async (gdb: LiveGdb): Promise<string[]> => {
  const text = await gdb.type('info threads', /^[* ] +4 .*\n/m);
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
