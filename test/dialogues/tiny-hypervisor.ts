/** The real machine and its default image, as `textpoke gdb` starts it, but with nobody at the door. */
import { readCommandLine } from '../../src/cli/command-line.ts';
import { streamingConsole } from '../../src/cli/console.ts';
import { chooseImage, servedFile } from '../../src/cli/image.ts';
import { powerOn } from '../../src/cli/power-on.ts';
import { isCliRefusal } from '../../src/cli/refusals.ts';
import type { ServedFile } from '../../src/debugger/served-file.ts';
import type { SiteTable } from '../../src/debugger/site-table.ts';
import { createMachine } from '../../src/machine/create.ts';
import type { History } from '../../src/history/history.ts';
import type { Machine } from '../../src/machine/machine.ts';

export const imagePath = 'fixtures/tiny-hypervisor/tiny-hypervisor.elf';

export interface PoweredOnHypervisor {
  readonly machine: Machine;
  readonly history: History | undefined;
  readonly sites: SiteTable;
  readonly file: ServedFile | undefined;
  /** What the guest has printed so far. */
  readonly printed: () => string;
}

/** Powers the default image on; it does nothing that is worth a line of the log. */
export const tinyHypervisor = (...flags: readonly string[]): PoweredOnHypervisor =>
  poweredOn(flags, (line) => {
    throw new Error(`unexpected: ${line}`);
  });

/** Powers a machine on with the flags a user would type; `stderr` takes the log. */
export function poweredOn(
  flags: readonly string[],
  stderr: (line: string) => void,
): PoweredOnHypervisor {
  const wishes = readCommandLine(['gdb', ...flags]);
  if (!('command' in wishes)) throw new Error(`no command line: ${flags.join(' ')}`);
  const image = chooseImage(wishes);
  if (isCliRefusal(image)) throw new Error(image.refusal);
  let text = '';
  const console = streamingConsole((bytes) => (text += Buffer.from(bytes).toString('latin1')));
  const surroundings = {
    createMachine,
    stdout: () => undefined,
    stderr,
    interrupted: new AbortController().signal,
    version: '',
  };
  const past = { past: true };
  const { machine, history, sites } = powerOn(wishes, image, console, surroundings, past);
  const printed = (): string => {
    console.flush();
    return text;
  };
  return { machine, history, sites, file: servedFile(image), printed };
}
