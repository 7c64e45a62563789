/** Every mistake a user can make, as a function: what, where, why, and what to try. */
import { cpuModels } from '../isa/cpuid.ts';
import { exitCode } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';

/** A user's mistake: one line, and the exit status that goes with it. */
export interface CliRefusal {
  readonly refusal: string;
  readonly code: ExitCode;
}

export const isCliRefusal = (value: object): value is CliRefusal => 'refusal' in value;

export const ramMebibytesMin = 4;
export const ramMebibytesMax = 3072;
export const cpuCountMax = 32;
export const checkpointMebibytesMin = 16;

const modelNames = cpuModels.map(({ name }) => name).join(', ');

const usage = (refusal: string): CliRefusal => ({ refusal, code: exitCode.usage });
const image = (refusal: string): CliRefusal => ({ refusal, code: exitCode.image });

export const refusals = {
  unknownFlag(flag: string, near: string | undefined): CliRefusal {
    const hint = near === undefined ? 'See textpoke --help.' : `Did you mean ${near}?`;
    return usage(`unknown flag ${flag}. ${hint}`);
  },
  unknownWord: (word: string): CliRefusal =>
    usage(
      `'${word}' is one word too many: textpoke [run|gdb|diff|replay|coverage|gdbinit] [IMAGE] [flags]`,
    ),
  missingValue: (flag: string): CliRefusal => usage(`${flag} needs a value. See textpoke --help.`),
  twoImages: (one: string, other: string): CliRefusal =>
    usage(`two images, '${one}' and -kernel '${other}': give one of them`),
  badCpuCount: (given: string): CliRefusal =>
    usage(`-smp ${given}: the number of CPUs is 1 to ${cpuCountMax}, for example -smp 4`),
  badRam: (given: string): CliRefusal =>
    usage(
      `-m ${given}: RAM is ${ramMebibytesMin} to ${ramMebibytesMax} MiB, for example -m 64 or -m 1G`,
    ),
  badCheckpointMemory: (given: string): CliRefusal =>
    usage(`--checkpoint-memory ${given}: at least ${checkpointMebibytesMin} MiB, for example 256M`),
  badNumber: (flag: string, given: string, least: number): CliRefusal =>
    usage(`${flag} ${given}: expected a whole number of at least ${least}`),
  badServer: (flag: string, given: string): CliRefusal =>
    usage(`${flag} ${given}: expected tcp:HOST:PORT or unix:PATH, for example tcp::1234`),
  haltedForNobody: (): CliRefusal =>
    usage('-S halts until gdb says continue, but nothing serves gdb: add -s'),
  badChannel: (given: string, known: readonly string[]): CliRefusal =>
    usage(`-d ${given}: no such channel. There are ${known.join(', ')}.`),
  badAgainst: (given: string): CliRefusal =>
    usage(`--against ${given}: expected HOST:PORT, for example 127.0.0.1:1234, or unix:PATH`),
  badAddress: (flag: string, given: string): CliRefusal =>
    usage(`${flag} ${given}: expected an address, for example 0x100000`),
  againstNobody: (): CliRefusal =>
    usage('diff compares with another gdb server: name it by --against HOST:PORT'),
  onlyForDiff: (flag: string): CliRefusal => usage(`${flag} says something to diff only`),
  diffServesNobody: (): CliRefusal =>
    usage('diff is a client of gdb servers: it takes no -s or -gdb'),
  cannotCompare: (against: string, why: string): CliRefusal =>
    usage(`cannot compare with ${against}: ${why}`),
  cannotListen: (why: string): CliRefusal =>
    usage(`${why}. Another place is given by -gdb tcp::PORT (0 takes any free one).`),
  unknownCpuModel: (given: string): CliRefusal => ({
    refusal: `-cpu ${given}: neither a CPU model (${modelNames}) nor a feature of one`,
    code: exitCode.unsupported,
  }),
  unreadable: (path: string, why: string): CliRefusal =>
    image(`cannot read '${path}': ${why}. -kernel takes a multiboot image, plain or gzip.`),
  unusableSymbols: (path: string, why: string): CliRefusal =>
    image(`--symbols '${path}': ${why}. It takes an ELF file with a symbol table.`),
  noDefaultImage: (path: string): CliRefusal =>
    image(`the built-in tiny hypervisor is missing at '${path}'. Give an image by -kernel.`),
  besideBios: (beside: string): CliRefusal =>
    usage(`-bios starts a ROM, which loads no '${beside}': give one or the other`),
  diffWithoutImage: (): CliRefusal =>
    usage("diff begins at an image's entry, and a ROM (-bios) has none"),
  badExitRule: (given: string, known: readonly string[]): CliRefusal =>
    usage(`--exit-status ${given}: expected ${known.join(' or ')}`),
  replayOfNothing: (): CliRefusal =>
    usage('replay lives through a journal again: name it, replay JOURNAL (run --record wrote it)'),
  notOverwritten: (path: string): CliRefusal =>
    usage(`--record '${path}': the file is there and is no journal of textpoke; name another one`),
  unwritable: (path: string, why: string): CliRefusal =>
    usage(`--record '${path}': cannot write it: ${why}`),
  unreadableJournal: (path: string, why: string): CliRefusal =>
    image(`cannot replay '${path}': ${why}`),
  otherVersion: (path: string, theirs: string, ours: string): CliRefusal =>
    image(`cannot replay '${path}': textpoke ${theirs} recorded it, and this is ${ours}`),
  otherMachine: (flag: string): CliRefusal =>
    usage(`${flag}: the journal says what the machine is; only the paths of files may differ`),
  otherImage: (path: string, words: string): CliRefusal =>
    image(`cannot replay '${path}': the files of ${words} are not what was recorded`),
  unloadable: (path: string, why: string): CliRefusal => image(`cannot boot '${path}': ${why}`),
  badGzip: (path: string, why: string): CliRefusal =>
    image(`cannot decompress '${path}': ${why}. The file is damaged or cut off.`),
} as const;
