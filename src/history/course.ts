/**
 * The course of one machine's history: the line it is on, checkpoints along it, and how to get from
 * one of its moments to another. A moment that is returned to is the same in every byte.
 */
import { assert, present } from '../foundation/assert.ts';
import { linearAddress, physicalAddress } from '../foundation/addresses.ts';
import type { JournalEvent } from '../../protocol/journal/events.ts';
import type { JournalMoment } from '../../protocol/journal/journal.ts';
import type { Computer } from '../machine/computer.ts';
import type { RunOrder } from '../machine/machine.ts';
import type { StopReason } from '../machine/stop.ts';
import type { Checkpoints } from './checkpoint.ts';
import { Line } from './line.ts';

/** Steps between two checkpoints: some milliseconds of running, and of going back. */
const checkpointSteps = 2 ** 21;
/** So far before a moment that was gone back to stands one more, for those who go back further. */
const approachSteps = 2 ** 14;

type Stepping = RunOrder['stepping'];

export interface Passage {
  readonly stepping?: Stepping;
  readonly passing?: boolean;
}

export class Course {
  readonly computer: Computer;
  readonly checkpoints: Checkpoints;
  /** The first moment, in steps: 0 unless the machine had a life before. */
  readonly start: number;
  line: Line;
  /** Up to this step the console has been heard. */
  #heard = 0;
  #isTravelling = false;
  #parting: number | undefined;

  constructor(computer: Computer, checkpoints: Checkpoints) {
    this.computer = computer;
    this.checkpoints = checkpoints;
    this.start = computer.moment;
    this.line = new Line([], this.now);
    checkpoints.take();
  }

  get now(): JournalMoment {
    return { steps: this.computer.moment, idle: this.computer.idle };
  }

  get isBehind(): boolean {
    return this.line.isBehind(this.now);
  }

  /** Whether what the guest says now is news. */
  get isNews(): boolean {
    return !this.#isTravelling && this.computer.moment >= this.#heard;
  }

  /** The machine has run for somebody to see. */
  hear(): void {
    this.#heard = Math.max(this.#heard, this.computer.moment);
  }

  /** Where the next checkpoint is due, in steps. */
  get nextCheckpoint(): number {
    const latest = this.checkpoints.latest(this.computer.moment)?.moment ?? this.start;
    return latest + checkpointSteps;
  }

  /** Keeps a checkpoint if one is due: where the machine has just arrived. */
  keep(): void {
    if (this.computer.moment >= this.nextCheckpoint) this.checkpoints.take();
  }

  /** What the line knows to come at this moment comes. */
  letCome(): void {
    const { computer, line } = this;
    for (;;) {
      const { next } = line;
      if (next?.at.steps !== computer.moment) return;
      computer.sleepUntil(Math.max(computer.idle, next.at.idle));
      line.pass();
      apply(computer, next.event);
    }
  }

  /** Runs through what the line knows, up to step `until`, or to a stop. */
  through(
    until: number,
    { stepping = new Map(), passing = false }: Passage,
  ): StopReason | undefined {
    const { computer, line } = this;
    for (let isFirst = true; computer.moment < until; isFirst = false) {
      this.letCome();
      const end = Math.min(until, line.next?.at.steps ?? until);
      const reason = computer.run({
        ...this.heldOrder(stepping),
        budget: end - computer.moment,
        passing: isFirst && passing,
      });
      if (reason.kind !== 'budget') return reason;
    }
    return undefined;
  }

  /** Everybody runs but those whom the line holds. */
  heldOrder(stepping: Stepping): Omit<RunOrder, 'budget'> {
    const { cpus, interrupts } = this.line.hold;
    const all = Array.from({ length: this.computer.cpuCount }, (_, cpu) => cpu);
    return {
      resumed: cpus.length === 0 ? all : all.filter((cpu) => !cpus.includes(cpu)),
      masksInterrupts: interrupts,
      stepping,
    };
  }

  /** Nothing stops, counts or is heard while `travel` lasts. */
  quietly<T>(travel: () => T): T {
    const { computer } = this;
    const before = this.#isTravelling;
    this.#isTravelling = true;
    computer.isQuiet = true;
    computer.engine.code.isCounting = false;
    try {
      return travel();
    } finally {
      this.#isTravelling = before;
      computer.isQuiet = false;
      computer.engine.code.isCounting = true;
    }
  }

  /** Runs recorded steps, and breakpoints stop: but it is not the user's run. */
  searching<T>(search: () => T): T {
    const { computer } = this;
    this.#isTravelling = true;
    computer.isSearching = true;
    computer.engine.code.isCounting = false;
    try {
      return search();
    } finally {
      this.#isTravelling = false;
      computer.isSearching = false;
      computer.engine.code.isCounting = true;
    }
  }

  /** Goes to where the machine first reaches `steps`, which the line knows of. */
  goTo(steps: number): void {
    assert(steps <= this.line.end.steps, 'a moment that has been');
    const { computer, checkpoints } = this;
    const from = present(checkpoints.latest(steps), 'a checkpoint at power-on');
    // What has come at this very moment is to come again: back behind it.
    if (steps <= computer.moment || from.moment > computer.moment) this.restore(from.moment);
    this.quietly(() => {
      const approach = steps - approachSteps;
      if (approach - computer.moment > 2 * approachSteps) {
        this.through(approach, {});
        checkpoints.take();
      }
      this.through(steps, {});
    });
    assert(computer.moment === steps, 'a moment that was gone to');
  }

  /** Goes to the end of what is known, and everything that came there has come. */
  goToEnd(): void {
    this.goTo(this.line.end.steps);
    this.arriveAtEnd();
  }

  arriveAtEnd(): void {
    this.letCome();
    this.computer.sleepUntil(Math.max(this.computer.idle, this.line.end.idle));
  }

  /** Back to the last checkpoint at or before `steps`. */
  restore(steps: number): void {
    const checkpoint = present(this.checkpoints.latest(steps), 'a checkpoint at power-on');
    this.checkpoints.restore(checkpoint);
    this.line.return(checkpoint.moment);
  }

  /** The first moment, if any, at which history has forked since the last call. */
  takeParting(): number | undefined {
    const parting = this.#parting;
    this.#parting = undefined;
    return parting;
  }

  /** From here on history goes on differently; the line as it was. */
  fork(): Line {
    this.checkpoints.dropAfter(this.computer.moment);
    this.#heard = Math.min(this.#heard, this.computer.moment);
    this.#parting = Math.min(this.#parting ?? Infinity, this.computer.moment);
    return this.line.cut(this.now);
  }

  /** Does to the machine what has come from outside; how much of it was taken. */
  apply(event: JournalEvent): number {
    return apply(this.computer, event);
  }
}

/** Does to the machine what the event says; how many bytes or values were taken, if any. */
function apply(computer: Computer, event: JournalEvent): number {
  switch (event.kind) {
    case 'inject':
      computer.inject({ kind: event.what, cpu: event.cpu });
      return 0;
    case 'type':
      return computer.type(event.bytes);
    case 'register':
      return computer.writeRegister(event.cpu, event.name, event.value) ? 1 : 0;
    case 'memory':
      return computer.writeLinear(event.cpu, linearAddress(event.address), event.bytes);
    case 'physical':
      return computer.writePhysical(physicalAddress(event.address), event.bytes);
    case 'quantum':
      computer.quantum = event.steps;
      return 0;
    case 'hold':
      // Who is held is looked up in the line when the machine runs.
      return 0;
  }
}
