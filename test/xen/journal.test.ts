/** Xen recorded twice, and lived through again: one journal, one console, one state. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { createMachine } from '../../src/machine/create.ts';
import { root } from '../fixture.ts';
import { commandLine, isThere, kernelPath, notThere } from './xen.ts';

async function textpoke(...words: readonly string[]) {
  const shown: Uint8Array[] = [];
  const said: string[] = [];
  await main(words, {
    createMachine,
    stdout: (bytes) => shown.push(bytes),
    stderr: (line) => said.push(line),
    interrupted: new AbortController().signal,
    version: '1',
  });
  return { console: Buffer.concat(shown).toString('latin1'), said: said.join('\n') };
}

const dom0 = join(root, 'fixtures/dom0/dom0.elf');
// prettier-ignore
const machine = ['-kernel', kernelPath, '-initrd', dom0, '-append', commandLine, '-smp', '2', '-m', '128'];

if (isThere)
  it('Xen on two CPUs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'textpoke-xen-'));
    const [one, other] = [join(folder, 'one'), join(folder, 'other')];
    const first = await textpoke('run', ...machine, '--record', one);
    const second = await textpoke('run', ...machine, '--record', other);
    const replayed = await textpoke('replay', one);

    expect(first.console).toContain('Hardware Dom0 halted: halting machine');
    expect(second.console).toBe(first.console);
    expect(readFileSync(other)).toEqual(readFileSync(one));
    expect(replayed.console).toBe(first.console);
    expect(replayed.said).toContain('the state is the recorded one');
    rmSync(folder, { recursive: true });
  });
else it.skip(notThere);
