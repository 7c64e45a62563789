/** The commands that `textpoke gdbinit` gives gdb: our own, and those of the monitor's table. */
import type { CommandText, PassedCommand } from './python.ts';

/** A monitor command, as far as the script needs it. */
export interface MonitorRow {
  readonly name: string;
  readonly usage?: string;
  readonly help: string;
  readonly needs?: 'machine' | 'seat if told';
  /** Whether it may go to another moment. */
  readonly moves?: boolean;
}

// prettier-ignore
export const ownCommands: readonly CommandText[] = [
  { name: 'alt-list', usage: '[WORD]',
    help: 'List the patch sites; those only that have WORD in a column.' },
  { name: 'alt-show', usage: 'SITE',
    help: 'Show the bytes of a site: original, intended and current, and what they are now as code.' },
  { name: 'alt-break', usage: 'SITE before|during|after',
    help: 'Run until a store is about to change a site, has left it torn, or has completed it.' },
  { name: 'alt-next',
    help: 'Run to behind the next store that changes a site.' },
  { name: 'alt-prev',
    help: 'Run back to before the last store that changed a site.' },
  { name: 'inject', usage: 'nmi|mce CPU',
    help: 'Send an NMI or a machine check to a CPU at this moment.' },
];

/** The functions for expressions; they need Python. */
// prettier-ignore
export const ownFunctions = [
  { call: '$moment()', help: 'Steps since power-on.' },
  { call: '$phys(ADDRESS)', help: 'Where gdb sees that physical address.' },
  { call: '$site(NAME)',
    help: 'The address of a patch site, by the name that alt-list has for it, or by an address in it.' },
  { call: '$sites(STATE)', help: 'How many entries of the table are in a state: `$sites("torn")`.' },
] as const;

/** Words that mean something to gdb: its commands, and abbreviations of them that it takes. */
const wordsOfGdb: ReadonlySet<string> = new Set(['back', 'catch', 'forward', 'help']);

/** A name that gdb does not know: `info sites` is `info-sites`, `back` is `alt-back`. */
const nameFor = (words: string): string => {
  const name = words.replaceAll(' ', '-');
  return wordsOfGdb.has(name) ? `alt-${name}` : name;
};

/** The commands that only pass their words on; `inject nmi` and its like are one of ours. */
export const passedCommands = (rows: readonly MonitorRow[]): readonly PassedCommand[] =>
  rows
    .filter(({ name }) => !ownCommands.some((own) => own.name === name.split(' ')[0]))
    .map(({ name, usage, help, needs, moves = false }) => ({
      name: nameFor(name),
      usage,
      help,
      words: name,
      changes: needs !== 'machine',
      moves,
    }));
