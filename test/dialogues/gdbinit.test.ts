/** Dialogues of real gdb, with and without Python, with the script that `textpoke gdbinit` prints. */
import { rmSync } from 'node:fs';
import { afterAll, describe, it } from 'vitest';
import { gdbinit } from '../../src/cli/commands/gdbinit.ts';
import { xenWithSymbols } from '../xen/with-symbols.ts';
import { isThere, notThere as noXen, symbolsPath } from '../xen/xen.ts';
import { unpackGdbWithoutPython } from './gdb-without-python.ts';
import { play } from './harness.ts';
import { imagePath, tinyHypervisor } from './tiny-hypervisor.ts';

const stage = () => ({ ...tinyHypervisor(), symbols: imagePath, script: gdbinit() });

describe('the commands of textpoke gdbinit', () => {
  it('follow a patch, move in time and catch what happens', async () => {
    await play('gdbinit', stage());
  });
});

describe('the commands of textpoke gdbinit, without Python', () => {
  const found = unpackGdbWithoutPython();
  if ('notThere' in found) {
    const { notThere } = found;
    it.skip(notThere);
    return;
  }
  afterAll(() => rmSync(found.folder, { recursive: true }));

  it('do what gdb can do then, and say what they cannot', async () => {
    await play('gdbinit-plain', { ...stage(), gdbWithoutPython: found.gdb });
  });
});

describe('the commands of textpoke gdbinit, on Xen', () => {
  if (!isThere) {
    const notThere = noXen;
    it.skip(notThere);
    return;
  }

  it('need no types', async () => {
    await play('gdbinit-xen', { ...xenWithSymbols(), symbols: symbolsPath, script: gdbinit() });
  }, 120_000);
});
