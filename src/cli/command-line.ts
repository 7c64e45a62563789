/** From the words a user typed to what the user wants, or the refusal that says what is wrong. */
import { linearAddress } from '../foundation/addresses.ts';
import type { LinearAddress } from '../foundation/addresses.ts';
import type { LogChannel } from '../foundation/log.ts';
import { commands, spelled } from './flags.ts';
import { exitRules } from './exit-codes.ts';
import type { ExitRule } from './exit-codes.ts';
import type { CpuModel } from '../isa/cpuid.ts';
import { cpuModelNamed, defaultModel } from '../isa/cpuid.ts';
import type { CommandName, ValueName } from './flags.ts';
import {
  checkpointMebibytesMin,
  cpuCountMax,
  isCliRefusal,
  ramMebibytesMax,
  ramMebibytesMin,
  refusals,
} from './refusals.ts';
import type { CliRefusal } from './refusals.ts';
import type { Door, Place } from '../server/listen.ts';
import { splitWords } from './words.ts';
import type { Typed } from './words.ts';

/** What to do, checked and in units. */
export interface Wishes {
  readonly command: CommandName;
  /** Path of the image; undefined for the built-in one. */
  readonly kernel: string | undefined;
  /** Path of a ROM to start instead of an image. */
  readonly bios: string | undefined;
  readonly modules: readonly { readonly path: string; readonly commandLine: string }[];
  readonly append: string;
  /** The flags that say what the machine is, as typed. */
  readonly machineWords: readonly string[];
  /** Path of the journal to write. */
  readonly record: string | undefined;
  /** Path of the journal to replay. */
  readonly journal: string | undefined;
  /** Path of an ELF file with the image's symbols; undefined if the image has its own. */
  readonly symbols: string | undefined;
  readonly model: CpuModel;
  readonly cpuCount: number;
  readonly ramBytes: number;
  /** What checkpoints may take of this host. */
  readonly checkpointBytes: number;
  /** Where gdb is served, if anywhere. */
  readonly doors: readonly Door[];
  readonly halted: boolean;
  readonly channels: ReadonlySet<LogChannel>;
  readonly quantum: number;
  readonly nsPerInstruction: number;
  readonly seed: number;
  /** Steps, or undefined for no end. */
  readonly budget: number | undefined;
  /** The gdb server that diff compares with, and how the user wrote it. */
  readonly against: (Place & { readonly written: string }) | undefined;
  readonly skipTo: LinearAddress | undefined;
  readonly ignoreFlags: boolean;
  readonly exitRule: ExitRule;
  readonly json: boolean;
  readonly quiet: boolean;
}

export type CommandLine = Wishes | CliRefusal | { readonly print: 'help' | 'version' };

const defaultPort = 1234;
const loopback = '127.0.0.1';
const channels: readonly LogChannel[] = ['rsp', 'int', 'cpu_reset', 'patch', 'smp'];

/** Understands `words` (without node and the script), in QEMU's spelling or with two dashes. */
export function readCommandLine(words: readonly string[]): CommandLine {
  const typed = splitWords(words);
  if (isCliRefusal(typed)) return typed;
  if (typed.switches.has('help')) return { print: 'help' };
  if (typed.switches.has('version')) return { print: 'version' };
  try {
    return wishesOf(typed);
  } catch (problem) {
    if (problem instanceof Refused) return problem.refusal;
    throw problem;
  }
}

/** Carries a refusal out of nested readings; never leaves this file. */
class Refused extends Error {
  readonly refusal: CliRefusal;
  constructor(refusal: CliRefusal) {
    super(refusal.refusal);
    this.refusal = refusal;
  }
}

function refuse(refusal: CliRefusal): never {
  throw new Refused(refusal);
}

function wishesOf({ words, switches, values }: Typed): Wishes {
  const [command, positional] = commandAndImage(words);
  const kernel = values.get('kernel');
  if (kernel !== undefined && positional !== undefined && command !== 'replay') {
    refuse(refusals.twoImages(positional, kernel));
  }
  const model = cpuModelNamed(values.get('cpu') ?? defaultModel.name);
  if ('unknown' in model) refuse(refusals.unknownCpuModel(model.unknown));
  const doors = doorsOf(command, { words, switches, values });
  if (doors.length === 0 && switches.has('S')) refuse(refusals.haltedForNobody());
  const budget = values.get('budget');
  checkDiff(command, { words, switches, values }, doors.length);
  return {
    command,
    kernel: kernel ?? (command === 'replay' ? undefined : positional),
    bios: biosOf(values, command, kernel ?? positional),
    modules: modulesOf(values.get('initrd')),
    append: values.get('append') ?? '',
    machineWords: machineWordsOf(values, command === 'replay' ? undefined : positional),
    record: values.get('record'),
    journal: command === 'replay' ? (positional ?? refuse(refusals.replayOfNothing())) : undefined,
    symbols: values.get('symbols'),
    model,
    cpuCount: command === 'diff' ? 1 : cpuCountOf(values.get('smp') ?? ''),
    ramBytes: ramBytesOf(values.get('m') ?? ''),
    checkpointBytes: checkpointBytesOf(values.get('checkpoint-memory') ?? ''),
    doors,
    halted: command === 'gdb' || command === 'replay' || switches.has('S'),
    channels: channelsOf(values.get('d') ?? ''),
    quantum: wholeNumber('quantum', values.get('quantum') ?? '', 1),
    nsPerInstruction: wholeNumber('ns-per-instruction', values.get('ns-per-instruction') ?? '', 1),
    seed: wholeNumber('seed', values.get('seed') ?? '', 0),
    budget: budget === undefined ? undefined : wholeNumber('budget', budget, 1),
    against: againstOf(values.get('against')),
    skipTo: addressOf('skip-to', values.get('skip-to')),
    ignoreFlags: switches.has('ignore-flags'),
    exitRule: exitRuleOf(values.get('exit-status') ?? ''),
    json: switches.has('json'),
    quiet: switches.has('quiet'),
  };
}

/** Flags without which another machine would be meant; their defaults are a matter of the version. */
const machineFlags = [
  ...(['kernel', 'bios', 'initrd', 'append', 'symbols', 'smp', 'm', 'cpu', 'quantum'] as const),
  ...(['ns-per-instruction', 'seed'] as const),
] satisfies readonly ValueName[];

function machineWordsOf(values: Typed['values'], image: string | undefined): readonly string[] {
  const words = machineFlags.flatMap((name) => {
    const value = values.get(name);
    return value === undefined ? [] : [`-${name}`, value];
  });
  return image === undefined ? words : ['-kernel', image, ...words];
}

/** A ROM starts by itself: nothing loads an image or modules beside it. */
function biosOf(
  values: Typed['values'],
  command: CommandName,
  kernel: string | undefined,
): string | undefined {
  const bios = values.get('bios');
  if (bios === undefined) return undefined;
  if (command === 'diff') refuse(refusals.diffWithoutImage());
  const beside = [kernel, values.get('initrd'), values.get('append')].find(Boolean);
  if (beside !== undefined) refuse(refusals.besideBios(beside));
  return bios;
}

function exitRuleOf(given: string): ExitRule {
  return exitRules.find((rule) => rule === given) ?? refuse(refusals.badExitRule(given, exitRules));
}

function commandAndImage(words: readonly string[]): [CommandName, string | undefined] {
  const named = commands.find(({ name }) => name === words[0]);
  const rest = named === undefined ? words : words.slice(1);
  const [image, tooMany] = rest;
  if (tooMany !== undefined) refuse(refusals.unknownWord(tooMany));
  return [named?.name ?? 'run', image];
}

/** What diff must be told, and nobody else may be. */
function checkDiff(command: CommandName, typed: Typed, doorCount: number): void {
  if (command === 'diff') {
    if (!typed.values.has('against')) refuse(refusals.againstNobody());
    if (doorCount > 0) refuse(refusals.diffServesNobody());
    return;
  }
  const stray = [...typed.values.keys(), ...typed.switches].find((name) => diffOnly.has(name));
  if (stray !== undefined) refuse(refusals.onlyForDiff(spelled(stray)));
}

const diffOnly: ReadonlySet<string> = new Set(['against', 'skip-to', 'ignore-flags']);

function againstOf(written: string | undefined): Wishes['against'] {
  if (written === undefined) return undefined;
  if (written.startsWith('unix:')) return { path: written.slice('unix:'.length), written };
  const [, host = '', digits = ''] = /^(?:tcp:)?(.*):([0-9]{1,5})$/.exec(written) ?? [];
  const port = Number(digits);
  if (port < 1 || port > 65535) refuse(refusals.badAgainst(written));
  return { host: host === '' ? loopback : host, port, written };
}

function addressOf(flag: ValueName, given: string | undefined): LinearAddress | undefined {
  if (given === undefined) return undefined;
  if (!/^(?:0x)?[0-9a-fA-F]{1,16}$/.test(given)) refuse(refusals.badAddress(spelled(flag), given));
  return linearAddress(BigInt(`0x${given.replace(/^0x/, '')}`));
}

/** QEMU's list: commas separate, two of them are one that belongs to the name. */
function modulesOf(list: string | undefined): Wishes['modules'] {
  if (list === undefined) return [];
  return list
    .replaceAll(',,', '\0')
    .split(',')
    .map((item) => item.replaceAll('\0', ',').trimStart())
    .map((item) => ({ path: item.split(' ')[0] ?? item, commandLine: item }));
}

function cpuCountOf(given: string): number {
  const count = /^(?:cpus=)?([0-9]{1,4})$/.exec(given)?.[1];
  const value = Number(count ?? 0);
  if (value < 1 || value > cpuCountMax) refuse(refusals.badCpuCount(given));
  return value;
}

/** QEMU's way to write a size; a number alone counts MiB. */
function mebibytesIn(given: string): number {
  const [, digits = '0', unit = 'M'] = /^(?:size=)?([0-9]{1,9})([KMGkmg]?)B?$/.exec(given) ?? [];
  return Number(digits) * (mebibytesOf.get(unit.toUpperCase()) ?? 1);
}

function checkpointBytesOf(given: string): number {
  const mebibytes = mebibytesIn(given);
  if (mebibytes < checkpointMebibytesMin) refuse(refusals.badCheckpointMemory(given));
  return mebibytes * 2 ** 20;
}

function ramBytesOf(given: string): number {
  const mebibytes = mebibytesIn(given);
  const inRange = mebibytes >= ramMebibytesMin && mebibytes <= ramMebibytesMax;
  if (!inRange || !Number.isInteger(mebibytes)) refuse(refusals.badRam(given));
  return mebibytes * 2 ** 20;
}

const mebibytesOf: ReadonlyMap<string, number> = new Map([
  ['K', 2 ** -10],
  ['M', 1],
  ['G', 2 ** 10],
]);

/** The doors that flags ask for; one at the port of QEMU where somebody wants gdb and names none. */
function doorsOf(command: CommandName, { switches, values }: Typed): Door[] {
  const doors = doorFlags.flatMap(([flag, bits]) => {
    const given = values.get(flag);
    return given === undefined ? [] : [{ place: placeOf(flag, given), bits }];
  });
  const wanted = command === 'gdb' || switches.has('s');
  if (doors.length > 0 || !wanted) return doors;
  return [{ place: { host: loopback, port: defaultPort }, bits: 64 }];
}

const doorFlags = [
  ['gdb', 64],
  ['listen', 64],
  ['gdb-32', 32],
  ['gdb-16', 16],
] as const;

function placeOf(flag: ValueName, given: string): Place {
  // QEMU's socket takes options; these say what a door is anyway.
  const [, path] = /^unix:(.+?)(?:,(?:server(?:=on)?|nowait|wait=off))*$/.exec(given) ?? [];
  if (path !== undefined && !path.includes(',')) return { path };
  const [, host = '', digits = ''] = /^tcp:(.*):([0-9]{1,5})$/.exec(given) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65535) refuse(refusals.badServer(spelled(flag), given));
  return { host: host === '' ? loopback : host.replace(/^\[(.*)\]$/, '$1'), port };
}

function channelsOf(list: string): ReadonlySet<LogChannel> {
  const wanted = list.split(',').filter((name) => name !== '');
  return new Set(
    wanted.map(
      (name) =>
        channels.find((channel) => channel === name) ?? refuse(refusals.badChannel(name, channels)),
    ),
  );
}

function wholeNumber(flag: ValueName, given: string, least: number): number {
  const value = /^[0-9]+(?:[eE][0-9]{1,2})?$/.test(given) ? Number(given) : -1;
  if (!Number.isSafeInteger(value) || value < least) {
    refuse(refusals.badNumber(spelled(flag), given, least));
  }
  return value;
}
