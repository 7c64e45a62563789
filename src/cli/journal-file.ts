/** A journal on disk: whole at every moment, whatever becomes of this process. */
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { JournalMoment, JournalRecord, ReadJournal } from '../../protocol/journal/journal.ts';
import { JournalPrinter, readJournal } from '../../protocol/journal/journal.ts';
import type { CliRefusal } from './refusals.ts';
import { isCliRefusal, refusals } from './refusals.ts';

/** What a machine is made of, as far as another run must have the same. */
export interface RecordedMachine {
  /** The version of textpoke. */
  readonly textpoke: string;
  /** The flags that describe the machine, as on a command line. */
  readonly words: readonly string[];
  /** Of what is in memory at power-on. */
  readonly digest: string;
}

export interface ReadFile extends ReadJournal {
  readonly recorded: RecordedMachine;
}

/** Writes lines as they come: a cut is between two of them, or leaves half of the last one. */
export class JournalFile {
  readonly #path: string;
  readonly #machine: string;
  #file: number;
  #printer = new JournalPrinter();

  private constructor(path: string, machine: RecordedMachine) {
    this.#path = path;
    this.#machine = JSON.stringify(machine);
    this.#file = this.#begin([]);
  }

  /** Begins a journal; one that is there is replaced, another file is not. */
  static create(path: string, machine: RecordedMachine): JournalFile | CliRefusal {
    try {
      if (existsSync(path) && !readFileSync(path, 'latin1').startsWith('textpoke-journal')) {
        return refusals.notOverwritten(path);
      }
      return new JournalFile(path, machine);
    } catch (problem) {
      return refusals.unwritable(path, reasonOf(problem));
    }
  }

  append(record: JournalRecord): void {
    writeSync(this.#file, this.#printer.record(record));
  }

  /** History goes on differently: the file is replaced by one with these records. */
  replace(records: readonly JournalRecord[]): void {
    closeSync(this.#file);
    this.#file = this.#begin(records);
  }

  /** Ends the journal at `at`, where the state has this digest. */
  end(at: JournalMoment, digest: string): void {
    writeSync(this.#file, this.#printer.end(at, digest));
    closeSync(this.#file);
  }

  #begin(records: readonly JournalRecord[]): number {
    const fresh = `${this.#path}.new`;
    const file = openSync(fresh, 'w');
    this.#printer = new JournalPrinter();
    const heading = this.#printer.begin(this.#machine);
    writeSync(file, heading + records.map((record) => this.#printer.record(record)).join(''));
    renameSync(fresh, this.#path);
    return file;
  }
}

/** Reads a journal and what it says of its machine. */
export function readJournalFile(path: string): ReadFile | CliRefusal {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (problem) {
    return refusals.unreadableJournal(path, reasonOf(problem));
  }
  const journal = readJournal(text);
  if ('malformed' in journal) return refusals.unreadableJournal(path, journal.malformed);
  const recorded = machineOf(path, journal.machine);
  return isCliRefusal(recorded) ? recorded : { ...journal, recorded };
}

/** Where a journal ends, or where the last of its records is. */
export const endOf = ({ end, records }: ReadFile): JournalMoment =>
  end?.at ?? records.at(-1)?.at ?? { steps: 0, idle: 0 };

function machineOf(path: string, text: string): RecordedMachine | CliRefusal {
  const strange = refusals.unreadableJournal(
    path,
    'its machine is described in a way unknown here',
  );
  try {
    const found: unknown = JSON.parse(text);
    return isMachine(found) ? found : strange;
  } catch {
    return strange;
  }
}

const isMachine = (value: unknown): value is RecordedMachine =>
  typeof value === 'object' &&
  value !== null &&
  'textpoke' in value &&
  typeof value.textpoke === 'string' &&
  'digest' in value &&
  typeof value.digest === 'string' &&
  'words' in value &&
  Array.isArray(value.words) &&
  value.words.every((word) => typeof word === 'string');

const reasonOf = (problem: unknown): string =>
  problem instanceof Error ? problem.message : String(problem);
