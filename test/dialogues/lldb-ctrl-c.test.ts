/** Ctrl-C in real lldb, at its prompt: a script waits for each stop and hears no signal meanwhile. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sliceSteps } from '../../src/server/session.ts';
import { isThere as isXenThere, symbolsPath } from '../xen/xen.ts';
import { opened, type Stage } from './harness.ts';
import { LiveLldb } from './live-lldb.ts';
import { isThere, neededVersion } from './lldb-harness.ts';
import { pressingCtrlC } from './pacing.ts';
import { imagePath, tinyHypervisor } from './tiny-hypervisor.ts';
import { xenStage } from './xen-stage.ts';

const root = join(import.meta.dirname, '..', '..');
const slices = 3;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** lldb attached to a machine that stands still from `slices` slices on, until it is interrupted. */
async function attached(version: number, stage: Stage, symbols: string, stop: string | undefined) {
  let interrupt = (): void => undefined;
  const machine = pressingCtrlC(stage.machine, slices, () => interrupt());
  const door = await opened({ ...stage, machine });
  closing.push(() => door.close());
  const lldb = new LiveLldb(root, version, symbols);
  closing.push(() => lldb.quit());
  interrupt = () => {
    if (stop === undefined) lldb.interrupt();
    else void lldb.type(stop);
  };
  await lldb.type(`gdb-remote 127.0.0.1:${door.port}`, /stop reason = signal SIGTRAP/);
  return lldb;
}

const tiny = (): Stage => tinyHypervisor('-append', 'rounds=0');
const machines = [
  ['the tiny hypervisor', 4, tiny, imagePath],
  ...(isXenThere ? ([['Xen', 2, xenStage, symbolsPath]] as const) : []),
] as const;

describe.each(
  [14, neededVersion].filter((version) => version === neededVersion || isThere(version)),
)('lldb-%i', (version) => {
  describe.each(machines)('on %s', (_, cpuCount, stage, symbols) => {
    it.each([
      ['Ctrl-C', undefined],
      ['process interrupt', 'process interrupt'],
    ])('stops all CPUs by %s, goes on and does so again', async (_, stop) => {
      const lldb = await attached(version, stage(), symbols, stop);
      for (const times of [1, 2]) {
        await lldb.type('continue', /stop reason = signal SIG(?:INT|STOP)/);
        const when = await lldb.type('process plugin packet monitor when', /response: OK/);
        expect(when).toContain(`moment ${times * slices * sliceSteps}, CPU`);
      }
      const list = await lldb.type('thread list', new RegExp(`thread #${cpuCount}: .*\n`));
      expect(list.match(/thread #\d+: tid/g)).toHaveLength(cpuCount);
      await lldb.type('process kill', /exited with status = 9/);
    });
  });
});
