/** A QEMU that stands at an image's entry, for `textpoke diff` to step beside. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { createMachine } from '../../../src/machine/create.ts';

export interface Comparison {
  /** What diff printed: its verdict is the first line. */
  readonly text: string;
  readonly code: number;
}

/**
 * Starts QEMU with an image on one CPU of this model for the tests of the present `describe`, and
 * ends it behind them. What it gives compares so many first steps.
 */
export function besideQemu(image: string, cpu: string): (steps: number) => Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), 'textpoke-lockstep-'));
  const socket = join(folder, 'gdb');
  // prettier-ignore
  const qemu = spawn('qemu-system-x86_64', [
    '-S', '-gdb', `unix:${socket},server=on,wait=off`, '-qmp', 'stdio',
    '-kernel', image, '-smp', '1', '-m', '128', '-display', 'none', '-cpu', cpu,
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

  return async (steps) => {
    const shown: Uint8Array[] = [];
    const words = ['diff', '-kernel', image, '-cpu', cpu, '--against', `unix:${socket}`];
    const code = await main([...words, '--budget', String(steps)], {
      createMachine,
      stdout: (bytes) => shown.push(bytes),
      // The log is no part of the verdict.
      stderr: () => undefined,
      interrupted: new AbortController().signal,
      version: '0',
    });
    return { text: Buffer.concat(shown).toString('utf8'), code };
  };
}
