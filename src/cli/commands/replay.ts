/** `textpoke replay`: a recorded run once more, with nobody looking or under gdb. */
import type { Wishes } from '../command-line.ts';
import { readCommandLine } from '../command-line.ts';
import { streamingConsole } from '../console.ts';
import type { GuestConsole } from '../console.ts';
import { planDigest, stateDigest } from '../digest.ts';
import { judge } from '../ending.ts';
import { exitCode } from '../exit-codes.ts';
import { chooseImage } from '../image.ts';
import type { ChosenImage } from '../image.ts';
import type { ReadFile } from '../journal-file.ts';
import { endOf, readJournalFile } from '../journal-file.ts';
import { powerOn } from '../power-on.ts';
import type { CliRefusal } from '../refusals.ts';
import { isCliRefusal, refusals } from '../refusals.ts';
import type { Surroundings } from '../surroundings.ts';
import { serve } from './serve.ts';

/** Steps between two looks at Ctrl-C. */
const sliceSteps = 1_000_000;
/** What the user may say of the machine: where its files are now. */
const pathFlags: ReadonlySet<string> = new Set(['-kernel', '-initrd', '-bios', '-symbols']);

/** Lives through the journal at `path` again. */
export async function replay(
  path: string,
  typed: Wishes,
  surroundings: Surroundings,
): Promise<number | CliRefusal> {
  const journal = readJournalFile(path);
  if (isCliRefusal(journal)) return journal;
  const { textpoke } = journal.recorded;
  const { version, stderr } = surroundings;
  if (textpoke !== version) return refusals.otherVersion(path, textpoke, version);
  const wishes = wishesOf(journal, typed);
  if (isCliRefusal(wishes)) return wishes;
  const image = chooseImage(wishes);
  if (isCliRefusal(image)) return image;
  if (planDigest(image.plan) !== journal.recorded.digest) {
    return refusals.otherImage(path, wishes.machineWords.join(' '));
  }
  if (journal.damage !== undefined) {
    const last = endOf(journal).steps;
    stderr(`textpoke: '${path}' is not whole (${journal.damage}); it is good up to moment ${last}`);
  }
  if (wishes.doors.length > 0) return serve(wishes, image, surroundings, journal);
  return toItsEnd(wishes, image, journal, surroundings);
}

/** The machine is the recorded one; where to look for files and what to do are the user's words. */
function wishesOf({ recorded }: ReadFile, typed: Wishes): Wishes | CliRefusal {
  const words = new Map<string, string>();
  for (const [index, word] of recorded.words.entries()) {
    if (index % 2 === 0) words.set(word, recorded.words[index + 1] ?? '');
  }
  const defaults = readCommandLine(['run']);
  const plain = 'machineWords' in defaults ? defaults.machineWords : [];
  for (const [index, word] of typed.machineWords.entries()) {
    const value = typed.machineWords[index + 1] ?? '';
    if (index % 2 === 1 || value === plain[plain.indexOf(word) + 1]) continue;
    if (!pathFlags.has(word) && value !== words.get(word)) return refusals.otherMachine(word);
    words.set(word, value);
  }
  const machine = readCommandLine(['run', ...[...words].flat()]);
  if ('print' in machine || isCliRefusal(machine)) {
    return isCliRefusal(machine) ? machine : refusals.otherMachine('--help');
  }
  const { doors, halted, channels, exitRule, json, quiet, record } = typed;
  return { ...machine, command: 'replay', doors, halted, channels, exitRule, json, quiet, record };
}

async function toItsEnd(
  wishes: Wishes,
  image: ChosenImage,
  journal: ReadFile,
  surroundings: Surroundings,
): Promise<number> {
  const console: GuestConsole = streamingConsole(surroundings.stdout);
  const { machine, history } = powerOn(wishes, image, console, surroundings, { past: true });
  history?.takeUp(journal.records, endOf(journal));
  const resumed = Array.from({ length: machine.cpuCount }, (_, cpu) => cpu);
  for (;;) {
    const reason = machine.run({ resumed, stepping: new Map(), budget: sliceSteps });
    console.flush();
    if (surroundings.interrupted.aborted) return exitCode.interrupted;
    const isOver = history?.isBehind === false;
    if (reason.kind !== 'budget' && (isOver || reason.kind === 'exited')) {
      return report(wishes, journal, { reason, digest: stateDigest(machine) }, surroundings);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Says whether the end is the recorded one. */
function report(
  { quiet, exitRule }: Wishes,
  { end }: ReadFile,
  { reason, digest }: { reason: Parameters<typeof judge>[0]; digest: string },
  { stderr }: Surroundings,
): number {
  const { code, text } = judge(reason, exitRule);
  if (end !== undefined && end.digest !== digest) {
    stderr(
      `textpoke: ${text}, but not in the recorded state: a defect of textpoke, please report it`,
    );
    return exitCode.defect;
  }
  const state = end === undefined ? 'no end is recorded' : 'the state is the recorded one';
  if (!quiet || code !== exitCode.fine) stderr(`textpoke: ${text}; ${state}`);
  return code;
}
