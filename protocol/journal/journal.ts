/**
 * A journal as a file: enough to live through the same history again. Text, a record for each line,
 * and behind each line a checksum of everything up to there, so that a cut or damaged journal is
 * good up to the last whole record.
 *
 *     textpoke-journal 1 ~5c0d7a31
 *     machine {"cpuCount":2,...} ~91f0aa02
 *     @12464120 inject machine-check 0 ~0b1c8e57
 *     @18511002+7812500 end 9f86d081... ~77aa10c4
 */
import { checksum } from '../../src/foundation/checksum.ts';
import type { JournalEvent } from './events.ts';
import { parseEvent, printEvent } from './events.ts';

/** The version of the form, and of what a step is: another one may lead elsewhere. */
export const journalVersion = 1;

/** A place in a history: steps of the machine, and nanoseconds that passed without steps. */
export interface JournalMoment {
  readonly steps: number;
  readonly idle: number;
}

export interface JournalRecord {
  readonly at: JournalMoment;
  readonly event: JournalEvent;
}

export interface Journal {
  /** What the machine was made of: JSON of whoever made it. */
  readonly machine: string;
  readonly records: readonly JournalRecord[];
  /** Where the history ended and a digest of the state there; absent from a journal cut short. */
  readonly end: { readonly at: JournalMoment; readonly digest: string } | undefined;
}

/** A journal as far as it is whole; `damage` says why it is not read further. */
export interface ReadJournal extends Journal {
  readonly damage: string | undefined;
}

const title = `textpoke-journal ${journalVersion}`;
const sumDigits = 8;

/** Lines of a journal, one after another: each knows the sum of those before it. */
export class JournalPrinter {
  #sum: number | undefined;

  /** The two lines that a journal begins with. */
  begin(machine: string): string {
    this.#sum = undefined;
    return this.#line(title) + this.#line(`machine ${machine}`);
  }

  record({ at, event }: JournalRecord): string {
    return this.#line(`${printMoment(at)} ${printEvent(event)}`);
  }

  end(at: JournalMoment, digest: string): string {
    return this.#line(`${printMoment(at)} end ${digest}`);
  }

  #line(text: string): string {
    this.#sum = checksum(text, this.#sum);
    return `${text} ~${this.#sum.toString(16).padStart(sumDigits, '0')}\n`;
  }
}

/** A whole journal as text. */
export function printJournal({ machine, records, end }: Journal): string {
  const printer = new JournalPrinter();
  const parts = [printer.begin(machine), ...records.map((record) => printer.record(record))];
  if (end !== undefined) parts.push(printer.end(end.at, end.digest));
  return parts.join('');
}

/** Reads a journal up to its first line that is not whole, or says why it is none. */
export function readJournal(text: string): ReadJournal | { readonly malformed: string } {
  const lines = wholeLines(text);
  const [first, second] = lines.whole;
  const version = /^textpoke-journal ([0-9]+)$/.exec(first ?? '')?.[1];
  if (version === undefined) return { malformed: 'it does not begin like a journal of textpoke' };
  if (version !== String(journalVersion)) {
    return { malformed: `it has version ${version} of the form, this textpoke ${journalVersion}` };
  }
  if (second?.startsWith('machine ') !== true)
    return { malformed: lines.damage ?? 'it names no machine' };
  const machine = second.slice('machine '.length);
  return { machine, ...readRecords(lines.whole.slice(2), lines.damage) };
}

/** What stands between the heading and the end, or the first record that makes no sense. */
function readRecords(
  lines: readonly string[],
  damage: string | undefined,
): Omit<ReadJournal, 'machine'> {
  const records: JournalRecord[] = [];
  let last: JournalMoment = { steps: 0, idle: 0 };
  for (const [index, line] of lines.entries()) {
    const [place = '', ...words] = line.split(' ');
    const at = parseMoment(place);
    const wrong = { records, end: undefined, damage: `line ${index + 3} makes no sense: ${line}` };
    if (at === undefined || isBefore(at, last)) return wrong;
    last = at;
    if (words[0] === 'end') return { records, end: { at, digest: words[1] ?? '' }, damage };
    const event = parseEvent(words);
    if (event === undefined) return wrong;
    records.push({ at, event });
  }
  return { records, end: undefined, damage: damage ?? 'it has no end record' };
}

function wholeLines(text: string): { whole: readonly string[]; damage: string | undefined } {
  const whole: string[] = [];
  let sum: number | undefined;
  const lines = text.split('\n');
  const rest = lines.pop();
  for (const line of lines) {
    const mark = line.lastIndexOf(' ~');
    const content = line.slice(0, Math.max(0, mark));
    const expected = checksum(content, sum).toString(16).padStart(sumDigits, '0');
    if (mark < 0 || line.slice(mark + 2) !== expected) {
      return { whole, damage: `line ${whole.length + 1} is damaged` };
    }
    sum = checksum(content, sum);
    whole.push(content);
  }
  return { whole, damage: rest === '' ? undefined : `line ${whole.length + 1} is cut short` };
}

/** Whether `one` comes before `other`. */
export const isBefore = (one: JournalMoment, other: JournalMoment): boolean =>
  one.steps < other.steps || (one.steps === other.steps && one.idle < other.idle);

const printMoment = ({ steps, idle }: JournalMoment): string =>
  idle === 0 ? `@${steps}` : `@${steps}+${idle}`;

function parseMoment(word: string): JournalMoment | undefined {
  const [, steps, idle = '0'] = /^@([0-9]{1,16})(?:\+([0-9.e+-]{1,26}))?$/.exec(word) ?? [];
  const moment = { steps: Number(steps), idle: Number(idle) };
  return Number.isSafeInteger(moment.steps) && Number.isFinite(moment.idle) ? moment : undefined;
}
