/** Firmware that nobody here wrote: SeaBIOS, which QEMU brings, from the reset vector on. */
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { createMachine } from '../../src/machine/create.ts';

const images = ['bios.bin', 'bios-256k.bin'].map((name) => `/usr/share/seabios/${name}`);
const steps = 50_000_000;

describe('SeaBIOS', () => {
  it.each(images)('%s finds nothing to boot, and resets the machine', async (path) => {
    const lines: string[] = [];
    const words = ['run', '-bios', path, '-smp', '2', '-m', '32'];
    // A prime quantum: SeaBIOS frees its lock for two steps of a loop whose length divides 100.
    const fast = ['--ns-per-instruction', '1000', '--quantum', '97', '--budget', String(steps)];
    const code = await main([...words, ...fast], {
      createMachine,
      stdout: () => undefined,
      stderr: (line) => lines.push(line),
      interrupted: new AbortController().signal,
      version: '0',
    });

    expect(lines.at(-1)).toMatch(/CPU 0 reset the machine by port 0xcf9, at step \d+$/);
    expect(code).toBe(0);
  });
});
