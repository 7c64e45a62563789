/** `--record`: the journal of a run, from power-on to wherever it ends. */
import type { History } from '../history/history.ts';
import type { Wishes } from './command-line.ts';
import { planDigest, stateDigest } from './digest.ts';
import type { ChosenImage } from './image.ts';
import { JournalFile } from './journal-file.ts';
import type { CliRefusal } from './refusals.ts';
import type { Surroundings } from './surroundings.ts';

/** The journal that the user asked for; undefined if none. */
export function journalFor(
  { record, machineWords: words }: Wishes,
  { plan }: ChosenImage,
  { stderr, version }: Surroundings,
): JournalFile | CliRefusal | undefined {
  if (record === undefined) return undefined;
  const machine = { textpoke: version, words, digest: planDigest(plan) };
  return JournalFile.prepare(record, machine, (problem) => stderr(`textpoke: ${problem}`));
}

/** Ends a journal where history has come to, even if the machine stands in its past. */
export function endJournal(journal: JournalFile | undefined, history: History | undefined): void {
  if (journal === undefined || history === undefined) return;
  history.seek(history.end.steps);
  journal.end(history.end, stateDigest(history));
}
