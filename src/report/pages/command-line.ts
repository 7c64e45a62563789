/** docs/command-line.md: commands, flags and exit statuses. */
import { code, page, section, table } from '../markdown.ts';

/** A flag, as far as the page shows it; `value` is absent for switches. */
export interface FlagRow {
  readonly name: string;
  readonly value?: string;
  readonly default?: string;
  readonly help: string;
}

export interface CommandRow {
  readonly name: string;
  readonly help: string;
}

export const commandLinePage = (
  commands: readonly CommandRow[],
  flags: readonly FlagRow[],
  exits: ReadonlyMap<number, string>,
): string =>
  page(
    'Command line',
    code('textpoke [run|gdb|diff|coverage] [IMAGE] [flags]'),
    "Flags have QEMU's names where QEMU has them, and take one dash or two: `-smp 2` and " +
      "`--smp=2` are the same. The guest's console is stdout, everything else stderr.",
    section(
      'Commands',
      table(
        ['Command', 'What it does'],
        commands.map(({ name, help }) => [code(name), help]),
      ),
    ),
    section(
      'Flags',
      table(
        ['Flag', 'Default', 'Meaning'],
        flags.map((flag) => [code(typed(flag)), code(flag.default ?? ''), flag.help]),
      ),
    ),
    section(
      'Comparing with QEMU',
      'QEMU waits at its reset vector; its firmware runs up to the entry of the image, where both ' +
        'sides begin. RAM must be as large on both. Registers and loader tables that differ there ' +
        "are QEMU's from then on, and the report says so.",
      [
        '```sh',
        'qemu-system-x86_64 -S -s -kernel xen.gz -smp 1 -m 128 -display none -no-reboot',
        'textpoke diff -kernel xen.gz --against 127.0.0.1:1234',
        '```',
      ].join('\n'),
    ),
    section(
      'Exit status',
      table(
        ['Status', 'Meaning'],
        [...exits].map(([status, meaning]) => [String(status), meaning]),
      ),
    ),
  );

const typed = ({ name, value }: FlagRow): string =>
  value === undefined ? `-${name}` : `-${name} ${value}`;
