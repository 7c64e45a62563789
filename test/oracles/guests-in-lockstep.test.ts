/** QEMU and the machine, one step each, through one-screen guests that ask for no device's time. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { createMachine } from '../../src/machine/create.ts';
import { guests } from '../fixtures/guests.ts';

/** Up to the end of each story, or to where QEMU is wrong about it (test/fixtures/guests.ts). */
// prettier-ignore
const stories = new Map([
  ['call-gate', 19_000], ['interrupt-stacks', 18_000], ['port-rights', 15_000],
  ['rings-32', 12_000], ['smap', 15_000],
]);

describe.each(guests.filter(({ name }) => stories.has(name)))(
  '$name on QEMU',
  ({ name, image }) => {
    const steps = stories.get(name) ?? 0;
    const folder = mkdtempSync(join(tmpdir(), 'textpoke-lockstep-'));
    const socket = join(folder, 'gdb');
    // prettier-ignore
    const qemu = spawn('qemu-system-x86_64', [
    '-S', '-gdb', `unix:${socket},server=on,wait=off`, '-qmp', 'stdio',
    '-kernel', image, '-smp', '1', '-m', '128', '-display', 'none', '-cpu', 'max',
    '-accel', 'tcg,thread=single', '-no-reboot',
  ], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: qemu.stdout })[Symbol.asyncIterator]();

    /** QEMU answers on its own control channel once its gdb socket is open. */
    beforeAll(async () => {
      qemu.stdin.write('{"execute":"qmp_capabilities"}\n');
      for (;;) {
        const { value } = (await lines.next()) as { value?: string };
        if (value === undefined) throw new Error('QEMU did not start');
        if (value.includes('"return"')) return;
      }
    });
    afterAll(async () => {
      const exited = once(qemu, 'exit');
      qemu.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true });
    });

    it(`makes the same ${steps} first steps`, async () => {
      const shown: Uint8Array[] = [];
      const words = ['diff', '-kernel', image, '-cpu', 'max', '--against', `unix:${socket}`];
      const code = await main([...words, '--budget', String(steps)], {
        createMachine,
        stdout: (bytes) => shown.push(bytes),
        stderr: () => undefined,
        interrupted: new AbortController().signal,
        version: '0',
      });

      const text = Buffer.concat(shown).toString('utf8');
      expect(text.split('\n')[0]).toBe(`no difference in ${steps} steps`);
      expect(code).toBe(0);
      console.log(`QEMU in lock-step: ${steps} steps of ${name} judged`);
    });
  },
);
