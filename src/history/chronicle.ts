/**
 * What is written of a history: records of what comes from outside on the present line, for the
 * journal too, and the futures that were given up for it.
 */
import type { JournalEvent } from '../../protocol/journal/events.ts';
import type { JournalMoment, JournalRecord } from '../../protocol/journal/journal.ts';
import { Branches } from './branches.ts';
import type { Course } from './course.ts';
import { Line } from './line.ts';

/** Is told of each record as it is made; `undefined` when the line is no more what it was. */
export type Recorder = (record: JournalRecord | undefined) => void;

export class Chronicle {
  readonly course: Course;
  readonly branches = new Branches();
  readonly #recorder: Recorder;
  #news: string[] = [];

  constructor(course: Course, recorder: Recorder) {
    this.course = course;
    this.#recorder = recorder;
  }

  /** What the user has not been told yet: futures that became branches. */
  takeNews(): readonly string[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  /** Writes down what has come at that moment. */
  note(at: JournalMoment, event: JournalEvent): void {
    this.course.line.append(at, event);
    this.#recorder({ at, event });
  }

  /**
   * Something comes from outside; in the past, history goes on differently from here. How many
   * bytes or values of it the machine took; what it does not take has not come.
   */
  come(event: JournalEvent): number {
    const { course } = this;
    const taken = course.apply(event);
    if (!isTaken(event, taken)) return taken;
    if (course.isBehind) this.fork();
    this.note(course.now, event);
    return taken;
  }

  /** Gives up what is recorded to come after now: it becomes a branch. */
  fork(): void {
    const { course } = this;
    const { now } = course;
    const { name, dropped } = this.branches.keep(course.fork(), now);
    this.#recorder(undefined);
    this.#news.push(
      `history goes on differently from moment ${now.steps}: the old future is "${name}"`,
    );
    if (dropped !== undefined) this.#news.push(`the oldest future, "${dropped}", is forgotten`);
  }

  /** Leaves the present line for the branch of that name, at the moment where they part. */
  switchTo(name: string): boolean {
    const { branches, course } = this;
    const branch = branches.take(name);
    if (branch === undefined) return false;
    const parting = Math.min(course.line.commonWith(branch.line), course.now.steps);
    course.goTo(parting);
    if (course.isBehind) branches.keep(course.fork(), course.now);
    const { records, end } = branch.line;
    course.line = new Line(records, end);
    course.line.return(parting);
    this.#recorder(undefined);
    return true;
  }
}

/** A register that cannot hold its value has the old one, and memory takes all bytes or none. */
function isTaken(event: JournalEvent, taken: number): boolean {
  switch (event.kind) {
    case 'register':
      return taken > 0;
    case 'memory':
    case 'physical':
      return taken === event.bytes.length;
    case 'hold':
    case 'inject':
    case 'quantum':
    case 'type':
      return true;
  }
}
