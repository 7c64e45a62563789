/** Debian's Xen as `textpoke gdb --symbols` powers it on: with its patch sites, and a file to serve. */
import { join } from 'node:path';
import { readCommandLine } from '../../src/cli/command-line.ts';
import { keptConsole } from '../../src/cli/console.ts';
import { chooseImage, servedFile } from '../../src/cli/image.ts';
import { powerOn } from '../../src/cli/power-on.ts';
import { isCliRefusal } from '../../src/cli/refusals.ts';
import type { ServedFile } from '../../src/debugger/served-file.ts';
import type { SiteTable } from '../../src/debugger/site-table.ts';
import { createMachine } from '../../src/machine/create.ts';
import type { History } from '../../src/history/history.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { root } from '../fixture.ts';
import { commandLine, kernelPath, symbolsPath } from './xen.ts';

export interface XenWithSymbols {
  readonly machine: Machine;
  readonly history: History | undefined;
  readonly sites: SiteTable;
  readonly file: ServedFile | undefined;
}

/** Xen on two CPUs, at the multiboot entry. */
export function xenWithSymbols(): XenWithSymbols {
  const dom0 = join(root, 'fixtures/dom0/dom0.elf');
  const files = ['-kernel', kernelPath, '--symbols', symbolsPath, '-initrd', dom0];
  const wishes = readCommandLine(['gdb', ...files, '-append', commandLine, '-smp', '2']);
  if (!('command' in wishes)) throw new Error(`no command line: ${files.join(' ')}`);
  const image = chooseImage(wishes);
  if (isCliRefusal(image)) throw new Error(image.refusal);
  const surroundings = {
    createMachine,
    stdout: () => undefined,
    stderr: () => undefined,
    interrupted: new AbortController().signal,
    version: '',
  };
  const past = { past: true };
  const { machine, history, sites } = powerOn(wishes, image, keptConsole(), surroundings, past);
  return { machine, history, sites, file: servedFile(image) };
}
