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
      'Doors',
      'All doors lead to one machine: whoever comes first drives it, the others observe. What ' +
        'differs is what gdb is told of the registers. Told of an x86-64 it disassembles all code as ' +
        '64-bit; `--gdb-32` and `--gdb-16` show an i386 and an i8086, with the low halves of the ' +
        'registers (the upper ones stay as they are when gdb writes) and with eip as a linear address. ' +
        'There a breakpoint is at a 32-bit address. A gdb that has read a 32-bit file, such as the ' +
        'multiboot image of Xen, comes in by `--gdb-32`: at the 64-bit door it says "Architecture ' +
        'rejected target-supplied description" and gives up. At the 16-bit door such a file wants ' +
        '`set architecture i8086`.',
      'A UNIX socket is for this user alone, is removed at the end, and replaces one that nobody ' +
        'listens at any more. The protocol has no authentication: whoever reaches a door owns the ' +
        'machine, so a door for other hosts is warned of.',
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
