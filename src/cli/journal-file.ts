/** A journal on disk: whole at every moment, whatever becomes of this process. */
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import type { JournalMoment, JournalRecord, ReadJournal } from '../../protocol/journal/journal.ts';
import { JournalPrinter, readJournal } from '../../protocol/journal/journal.ts';
import { readWhole, reasonOf } from './files.ts';
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

/**
 * Writes lines as they come: a cut is between two of them, or leaves half of the last one. What
 * goes wrong once the run has begun ends the journal, which is told, and not the run.
 */
export class JournalFile {
  readonly #path: string;
  readonly #machine: string;
  readonly #tell: (problem: string) => void;
  /** Open, unless nothing can be written any more. */
  #file: number | undefined;
  #printer = new JournalPrinter();
  #hasBegun = false;

  private constructor(path: string, machine: RecordedMachine, tell: (problem: string) => void) {
    this.#path = path;
    this.#machine = JSON.stringify(machine);
    this.#tell = tell;
    this.#file = this.#write([]);
  }

  /**
   * Prepares a journal beside `path`, which stays as it is until `begin`: a journal there will be
   * replaced, anything else is refused. `tell` hears what goes wrong later.
   */
  static prepare(
    path: string,
    machine: RecordedMachine,
    tell: (problem: string) => void,
  ): JournalFile | CliRefusal {
    try {
      if (existsSync(path) && !isJournal(path)) return refusals.notOverwritten(path);
      return new JournalFile(path, machine, tell);
    } catch (problem) {
      return refusals.unwritable(path, reasonOf(problem, folderReasons));
    }
  }

  /** The run begins: from now on the journal is where the user wants it, and whole. */
  begin(): void {
    this.#hasBegun = true;
    this.#attempt(() => renameSync(this.#fresh, this.#path));
  }

  /** There will be no run. */
  discard(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    rmSync(this.#fresh, { force: true });
  }

  append(record: JournalRecord): void {
    this.#attempt((file) => appendFileSync(file, this.#printer.record(record)));
  }

  /** History goes on differently: the file is replaced by one with these records. */
  replace(records: readonly JournalRecord[]): void {
    this.#attempt((file) => {
      this.#file = this.#write(records);
      closeSync(file);
      if (this.#hasBegun) renameSync(this.#fresh, this.#path);
    });
  }

  /** Ends the journal at `at`, where the state has this digest. */
  end(at: JournalMoment, digest: string): void {
    this.#attempt((file) => {
      appendFileSync(file, this.#printer.end(at, digest));
      closeSync(file);
    });
  }

  get #fresh(): string {
    return `${this.#path}.new`;
  }

  #attempt(work: (file: number) => void): void {
    if (this.#file === undefined) return;
    try {
      work(this.#file);
    } catch (problem) {
      this.#file = undefined;
      const why = reasonOf(problem, folderReasons);
      this.#tell(`the journal '${this.#path}' ends here: ${why}`);
    }
  }

  #write(records: readonly JournalRecord[]): number {
    const file = openSync(this.#fresh, 'w');
    this.#printer = new JournalPrinter();
    const heading = this.#printer.begin(this.#machine);
    appendFileSync(file, heading + records.map((record) => this.#printer.record(record)).join(''));
    return file;
  }
}

const folderReasons = { ENOENT: 'there is no such folder' };
const firstWord = 'textpoke-journal';

/** Of a device, which may have no end, and of a pipe nothing is read. */
function isJournal(path: string): boolean {
  if (!statSync(path).isFile()) return false;
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(firstWord.length);
    readSync(file, head);
    return head.toString('latin1') === firstWord;
  } finally {
    closeSync(file);
  }
}

/** Reads a journal and what it says of its machine. */
export function readJournalFile(path: string): ReadFile | CliRefusal {
  let text: string;
  try {
    text = readWhole(path).toString('utf8');
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
