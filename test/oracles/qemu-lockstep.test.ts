/** QEMU and the machine, one step each, from the tiny hypervisor's entry into its live pass. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { createMachine } from '../../src/machine/create.ts';
import { root } from '../fixture.ts';

const image = join(root, 'fixtures/tiny-hypervisor/tiny-hypervisor.elf');
/** Through the boot pass in NMI context, and in and out of a guest for each of its exits. */
const steps = 45_000;

/** QEMU's models have SVM without nested paging, and with it. */
describe.each(['qemu64', 'max'])('the tiny hypervisor on a %s CPU of QEMU', (cpu) => {
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

  it(`makes the same ${steps} first steps`, async () => {
    const shown: Uint8Array[] = [];
    const words = ['diff', '-kernel', image, '-cpu', cpu, '--against', `unix:${socket}`];
    const code = await main([...words, '--budget', String(steps)], {
      createMachine,
      stdout: (bytes) => shown.push(bytes),
      stderr: (line) => shown.push(Buffer.from(`${line}\n`)),
      interrupted: new AbortController().signal,
      version: '0',
    });

    const text = Buffer.concat(shown).toString('utf8');
    expect(text.split('\n')[0], text).toBe(`no difference in ${steps} steps`);
    expect(code).toBe(0);
    console.log(`QEMU's ${cpu} in lock-step: ${steps} steps judged`);
  });
});
