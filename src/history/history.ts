/**
 * A machine with a past: it does what the machine does, notes what comes from outside, and keeps
 * checkpoints, so that every moment it has been at can be gone to again, in every byte.
 */
import { assert } from '../foundation/assert.ts';
import type { LinearAddress, PhysicalAddress } from '../foundation/addresses.ts';
import type { JournalMoment, JournalRecord } from '../../protocol/journal/journal.ts';
import type { Computer } from '../machine/computer.ts';
import type { Audience } from '../machine/happening.ts';
import type { Mappings } from '../machine/mappings.ts';
import type { Walk } from '../machine/page-walk.ts';
import type {
  Activity,
  Machine,
  MachineEvent,
  RunOrder,
  StopRule,
  Watch,
} from '../machine/machine.ts';
import type { StopReason } from '../machine/stop.ts';
import type { Branch } from './branches.ts';
import { Chronicle, type Recorder } from './chronicle.ts';
import type { Bounds, Checkpoint } from './checkpoint.ts';
import { Checkpoints } from './checkpoint.ts';
import { Course } from './course.ts';
import { follow, type Path } from './follow.ts';
import { goForward } from './forward.ts';
import { Line } from './line.ts';
import { searchBack, stepBack } from './reverse.ts';
import { andBack, firstMoment, witness, type Witness } from './witness.ts';

export interface HistoryOptions {
  readonly computer: Computer;
  /** What checkpoints may take of this host. */
  readonly bounds?: Bounds | undefined;
  readonly recorder?: Recorder | undefined;
}

/** A way back in time, a piece at a time: done when it has a reason to stop. */
export type Journey = Generator<undefined, StopReason>;

export class History implements Machine {
  readonly #computer: Computer;
  readonly #course: Course;
  readonly #checkpoints: Checkpoints;
  readonly #chronicle: Chronicle;

  constructor({ computer, bounds, recorder }: HistoryOptions) {
    this.#computer = computer;
    this.#checkpoints = new Checkpoints(computer, bounds);
    this.#course = new Course(computer, this.#checkpoints);
    this.#chronicle = new Chronicle(this.#course, recorder ?? (() => undefined));
  }

  /** Whether the guest says something that has not been heard before. */
  get isNews(): boolean {
    return this.#course.isNews;
  }

  /** The first moment, in steps. */
  get start(): number {
    return this.#course.start;
  }

  get now(): JournalMoment {
    return this.#course.now;
  }

  /** How far the present line of history has been lived. */
  get end(): JournalMoment {
    return this.#course.line.end;
  }

  /** Whether something is recorded of what comes next. */
  get isBehind(): boolean {
    return this.#course.isBehind;
  }

  /** What came from outside on the present line, and how many of these records have come by now. */
  get records(): readonly JournalRecord[] {
    return this.#course.line.records;
  }
  get recordsCome(): number {
    return this.#course.line.come;
  }

  get checkpoints(): readonly Checkpoint[] {
    return this.#checkpoints.all;
  }
  get checkpointBytes(): number {
    return this.#checkpoints.bytes;
  }

  get branches(): readonly Branch[] {
    return this.#chronicle.branches.all;
  }

  /** Places with names, in steps. */
  readonly marks = new Map<string, number>();

  /** What the user has not been told yet: futures that became branches. */
  takeNews(): readonly string[] {
    return this.#chronicle.takeNews();
  }

  /** The first moment, if any, behind which the past is another one than it was at the last call. */
  takeParting(): number | undefined {
    return this.#course.takeParting();
  }

  run(order: RunOrder): StopReason {
    const stop = goForward(this.#chronicle, order);
    this.#course.hear();
    return stop;
  }

  /** Goes to where the machine first reached `steps`; false if it never did. */
  seek(steps: number): boolean {
    if (steps < this.start || steps > this.end.steps) return false;
    if (steps === this.end.steps) this.#course.goToEnd();
    else if (steps !== this.moment) this.#course.goTo(steps);
    return true;
  }

  /** Shows a moment and those after steps of a CPU, and comes back to the present one. */
  follow(path: Path, look: () => boolean): void {
    andBack(this.#course, () => follow(this.#course, path, look));
  }

  /** Back to before the last step that `cpu` took. */
  stepBack(cpu: number): Journey {
    return stepBack(this.#course, cpu);
  }

  /** Back to the last breakpoint or watchpoint that was met. */
  searchBack(): Journey {
    return searchBack(this.#course);
  }

  /**
   * Lives through the past once more up to now, each audience told of what happens from its step on
   * to that of the next, and stands where it stood. Nothing of it stops, counts or is heard.
   */
  witness(...witnesses: readonly Witness[]): void {
    witness(this.#course, witnesses);
  }

  /**
   * The first moment at which `holds` is true. It is true now, and was so ever since it first was;
   * the machine stands where it stood behind it.
   */
  firstMoment(holds: () => boolean): number {
    return firstMoment(this.#course, holds);
  }

  /** Power-on again: a new history; the old one becomes a branch. */
  restart(): void {
    this.#course.goTo(this.start);
    this.#chronicle.fork();
  }

  /** Leaves the present line for the branch of that name, at the moment where they part. */
  switchTo(name: string): boolean {
    return this.#chronicle.switchTo(name);
  }

  /** Forgets a branch. */
  dropBranch(name: string): boolean {
    return this.#chronicle.branches.take(name) !== undefined;
  }

  /** Takes up a journal: its records are what comes, up to its end. At power-on only. */
  takeUp(records: readonly JournalRecord[], end: JournalMoment): void {
    assert(this.moment === 0 && this.records.length === 0, 'a history that has not begun');
    this.#course.line = new Line(records, end);
  }

  // What follows is the machine's own.

  get cpuCount(): number {
    return this.#computer.cpuCount;
  }
  get ramBytes(): number {
    return this.#computer.ramBytes;
  }
  get romBytes(): number {
    return this.#computer.romBytes;
  }
  get moment(): number {
    return this.#computer.moment;
  }
  get current(): number {
    return this.#computer.current;
  }
  get counts(): ReadonlyMap<bigint, number> {
    return this.#computer.counts;
  }
  get quantum(): number {
    return this.#computer.quantum;
  }
  set quantum(steps: number) {
    if (steps !== this.quantum) this.#chronicle.come({ kind: 'quantum', steps });
  }

  activity(cpu: number): Activity {
    return this.#computer.activity(cpu);
  }
  codeBits(cpu: number): 16 | 32 | 64 {
    return this.#computer.codeBits(cpu);
  }
  guestAsid(cpu: number): number {
    return this.#computer.guestAsid(cpu);
  }
  readRegister(cpu: number, name: string): bigint {
    return this.#computer.readRegister(cpu, name);
  }
  writeRegister(cpu: number, name: string, value: bigint): boolean {
    // What is written back as it was is no event.
    if (this.readRegister(cpu, name) === value) return true;
    return this.#chronicle.come({ kind: 'register', cpu, name, value }) > 0;
  }
  readLinear(cpu: number, address: LinearAddress, bytes: number): Uint8Array {
    return this.#computer.readLinear(cpu, address, bytes);
  }
  writeLinear(cpu: number, address: LinearAddress, bytes: Uint8Array): number {
    // gdb writes nothing to find out whether it may.
    if (bytes.length === 0) return 0;
    return this.#chronicle.come({ kind: 'memory', cpu, address, bytes: bytes.slice() });
  }
  translate(cpu: number, address: LinearAddress): PhysicalAddress | undefined {
    return this.#computer.translate(cpu, address);
  }
  readPhysical(address: PhysicalAddress, bytes: number): Uint8Array {
    return this.#computer.readPhysical(address, bytes);
  }
  writePhysical(address: PhysicalAddress, bytes: Uint8Array): number {
    if (bytes.length === 0) return 0;
    return this.#chronicle.come({ kind: 'physical', address, bytes: bytes.slice() });
  }
  walk(cpu: number, address: LinearAddress): Walk {
    return this.#computer.walk(cpu, address);
  }
  describeDevices(): ReturnType<Machine['describeDevices']> {
    return this.#computer.describeDevices();
  }
  mappings(cpu: number): Mappings {
    return this.#computer.mappings(cpu);
  }
  insertBreakpoint(address: LinearAddress, when?: StopRule): void {
    this.#computer.insertBreakpoint(address, when);
  }
  removeBreakpoint(address: LinearAddress, when?: StopRule): void {
    this.#computer.removeBreakpoint(address, when);
  }
  get audience(): Audience | undefined {
    return this.#computer.audience;
  }
  set audience(audience: Audience | undefined) {
    this.#computer.audience = audience;
  }
  insertCounter(address: LinearAddress): void {
    this.#computer.insertCounter(address);
  }
  removeCounter(address: LinearAddress): void {
    this.#computer.removeCounter(address);
  }
  insertWatch(watch: Watch): void {
    this.#computer.insertWatch(watch);
  }
  removeWatch(watch: Watch): void {
    this.#computer.removeWatch(watch);
  }
  type(bytes: Uint8Array): number {
    return this.#chronicle.come({ kind: 'type', bytes: bytes.slice() });
  }
  inject({ kind, cpu }: MachineEvent): void {
    this.#chronicle.come({ kind: 'inject', what: kind, cpu });
  }
}
