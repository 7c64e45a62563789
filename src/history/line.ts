/** One line of history: what came from outside at which moment, and how far it has been lived. */
import type { JournalEvent } from '../../protocol/journal/events.ts';
import type { JournalMoment, JournalRecord } from '../../protocol/journal/journal.ts';
import { isBefore } from '../../protocol/journal/journal.ts';
import type { RunOrder } from '../machine/machine.ts';

/** Which CPUs are kept from going on, and whether the others take no maskable interrupts. */
export interface Hold {
  readonly cpus: readonly number[];
  readonly interrupts: boolean;
}

export const nobodyHeld: Hold = { cpus: [], interrupts: false };

export const isSameHold = (one: Hold, other: Hold): boolean =>
  one.interrupts === other.interrupts && one.cpus.join() === other.cpus.join();

/** Events in the order of their moments, and which of them have come. */
export class Line {
  #records: JournalRecord[];
  #end: JournalMoment;
  /** How many records have come at the present moment. */
  #come = 0;
  #hold: Hold = nobodyHeld;

  constructor(records: readonly JournalRecord[], end: JournalMoment) {
    this.#records = [...records];
    this.#end = end;
  }

  get records(): readonly JournalRecord[] {
    return this.#records;
  }

  /** Where it ends: what is behind has not happened yet. */
  get end(): JournalMoment {
    return this.#end;
  }

  /** How many records have come. */
  get come(): number {
    return this.#come;
  }

  /** The next record to come, if any is known. */
  get next(): JournalRecord | undefined {
    return this.#records[this.#come];
  }

  /** Who is held by the records that have come. */
  get hold(): Hold {
    return this.#hold;
  }

  /** Whether something is known of what comes after `now`. */
  isBehind(now: JournalMoment): boolean {
    return this.#come < this.#records.length || isBefore(now, this.#end);
  }

  /** The next record has come. */
  pass(): void {
    const event = this.next?.event;
    if (event?.kind === 'hold') this.#hold = event;
    this.#come += 1;
  }

  /** The machine has come back to where it first reached `steps`. */
  return(steps: number): void {
    this.#come = 0;
    this.#hold = nobodyHeld;
    while ((this.next?.at.steps ?? Infinity) < steps) this.pass();
  }

  /** The machine has gone on to `now`, where nobody has been before. */
  lengthen(now: JournalMoment): void {
    this.#end = now;
  }

  /** Something has come at `at`, which is the end, or what turned out to matter since then. */
  append(at: JournalMoment, event: JournalEvent): void {
    this.#records.push({ at, event });
    this.pass();
    if (isBefore(this.#end, at)) this.#end = at;
  }

  /** Cuts off what is behind `now`; the line as it was, which is another one from now on. */
  cut(now: JournalMoment): Line {
    const whole = new Line(this.#records, this.#end);
    this.#records = this.#records.slice(0, this.#come);
    this.#end = now;
    return whole;
  }

  /** Up to where this line and `other` are the same, in steps. */
  commonWith(other: Line): number {
    const index = this.#records.findIndex((record, at) => !isSame(record, other.#records[at]));
    const own = this.#records[index < 0 ? this.#records.length : index]?.at.steps;
    const theirs = other.#records[index < 0 ? this.#records.length : index]?.at.steps;
    return Math.min(own ?? Infinity, theirs ?? Infinity, this.#end.steps, other.#end.steps);
  }
}

const isSame = (one: JournalRecord, other: JournalRecord | undefined): boolean =>
  other !== undefined && one.at === other.at && one.event === other.event;

/** Whom an order keeps from going on. */
export function holdOf({ resumed, masksInterrupts }: RunOrder, cpuCount: number): Hold {
  const interrupts = masksInterrupts ?? false;
  if (resumed.length === cpuCount) return interrupts ? { cpus: [], interrupts } : nobodyHeld;
  const all = Array.from({ length: cpuCount }, (_, cpu) => cpu);
  return { cpus: all.filter((cpu) => !resumed.includes(cpu)), interrupts };
}
