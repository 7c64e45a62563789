/** The command line's flags: the one table from which parsing, help and hints are made. */

interface FlagBase {
  /** Name without dashes, as QEMU spells it where QEMU has it. */
  readonly name: string;
  readonly help: string;
}

/** A flag that takes a value, shown in help as `value`. */
export interface ValueFlag extends FlagBase {
  readonly type: 'value';
  readonly value: string;
  /** Taken when the flag is absent; undefined if there is none. */
  readonly default?: string;
}

export interface SwitchFlag extends FlagBase {
  readonly type: 'switch';
}

export type Flag = ValueFlag | SwitchFlag;

// prettier-ignore
export const flags = [
  { name: 'kernel', type: 'value', value: 'FILE',
    help: 'Multiboot image, ELF32 or ELF64, plain or gzip; without it the tiny hypervisor.' },
  { name: 'bios', type: 'value', value: 'FILE',
    help: 'A flat ROM of 64 KiB to 16 MiB instead of an image; CPU 0 starts at its reset vector.' },
  { name: 'initrd', type: 'value', value: 'LIST',
    help: 'Modules: FILE or "FILE words", separated by commas (two commas are one in a name).' },
  { name: 'append', type: 'value', value: 'WORDS', default: '',
    help: 'Command line for the image, after its name.' },
  { name: 'symbols', type: 'value', value: 'FILE',
    help: 'ELF file with the symbols of an image that has none, such as xen-syms.' },
  { name: 'smp', type: 'value', value: 'N', default: '4',
    help: 'Number of CPUs, 1 to 32 (diff has always 1).' },
  { name: 'm', type: 'value', value: 'SIZE', default: '128M',
    help: 'RAM, 4M to 3G; a number alone counts MiB.' },
  { name: 'cpu', type: 'value', value: 'MODEL', default: 'qemu64',
    help: 'CPU model: qemu64, nehalem or max; features follow, as in max,-smap,umip=off.' },
  { name: 'gdb', type: 'value', value: 'PLACE',
    help: 'Serve gdb at tcp:HOST:PORT (no host is 127.0.0.1, port 0 a free one) or unix:PATH.' },
  { name: 'listen', type: 'value', value: 'PLACE',
    help: 'The same by its plain name; with both there are two doors to one machine.' },
  { name: 'gdb-32', type: 'value', value: 'PLACE',
    help: 'A door whose gdb sees an i386 and disassembles 32-bit code right, such as early boot.' },
  { name: 'gdb-16', type: 'value', value: 'PLACE',
    help: 'The same for 16-bit code: its gdb sees an i8086.' },
  { name: 's', type: 'switch',
    help: 'Short for -gdb tcp::1234.' },
  { name: 'S', type: 'switch',
    help: 'Halt at the first instruction until gdb says continue (needs -s or -gdb).' },
  { name: 'd', type: 'value', value: 'LIST', default: '',
    help: 'Log to stderr: rsp, int, cpu_reset, patch, smp, separated by commas.' },
  { name: 'no-reboot', type: 'switch',
    help: 'Accepted for QEMU\'s sake: a reset or a triple fault always ends the machine.' },
  { name: 'exit-status', type: 'value', value: 'RULE', default: 'textpoke',
    help: 'qemu: V written to the debug exit port is status 2V+1, as of QEMU\'s isa-debug-exit.' },
  { name: 'quantum', type: 'value', value: 'STEPS', default: '100',
    help: 'Instructions in one CPU\'s turn; 1 takes turns at every instruction.' },
  { name: 'ns-per-instruction', type: 'value', value: 'NS', default: '128',
    help: 'Virtual nanoseconds that an instruction takes.' },
  { name: 'seed', type: 'value', value: 'N', default: '0',
    help: 'Seed for the machine\'s own choices; the round robin makes none.' },
  { name: 'budget', type: 'value', value: 'STEPS',
    help: 'Stop after this many steps of all CPUs, for example 2e6 (run and diff).' },
  { name: 'checkpoint-memory', type: 'value', value: 'SIZE', default: '256M',
    help: 'What checkpoints of the past may take, at least 16M; the older, the wider apart.' },
  { name: 'record', type: 'value', value: 'FILE',
    help: 'Write a journal there, with which replay lives through the same run again.' },
  { name: 'against', type: 'value', value: 'HOST:PORT',
    help: 'The gdb server that diff compares with, started halted with one CPU; or unix:PATH.' },
  { name: 'skip-to', type: 'value', value: 'ADDRESS',
    help: 'Begin to compare there rather than at the image\'s entry (diff only).' },
  { name: 'ignore-flags', type: 'switch',
    help: 'Leave arithmetic flags out of the comparison (diff only).' },
  { name: 'json', type: 'switch',
    help: 'Put one line of JSON on stdout instead of text or the guest\'s console.' },
  { name: 'quiet', type: 'switch',
    help: 'Say nothing on stderr but warnings and errors.' },
  { name: 'help', type: 'switch',
    help: 'Print this.' },
  { name: 'version', type: 'switch',
    help: 'Print the version.' },
] as const satisfies readonly Flag[];

export type FlagName = (typeof flags)[number]['name'];
export type ValueName = Extract<(typeof flags)[number], { type: 'value' }>['name'];
export type SwitchName = Extract<(typeof flags)[number], { type: 'switch' }>['name'];

/** The flag as people type it: long names take two dashes, QEMU's one dash works for all. */
export const spelled = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

export const commands = [
  { name: 'run', help: "Boot an image. The guest's console is stdout (default)." },
  { name: 'gdb', help: 'The same, halted at entry, waiting for gdb: run -s -S.' },
  { name: 'diff', help: 'Step beside another gdb server and show the first difference.' },
  { name: 'replay', help: 'Live through a recorded run again: replay JOURNAL, with -s under gdb.' },
  { name: 'coverage', help: 'Show what is supported: in full, partly or not, and why.' },
  { name: 'gdbinit', help: 'Print a script that gives gdb commands for all this: gdb -x FILE.' },
] as const;

export type CommandName = (typeof commands)[number]['name'];
