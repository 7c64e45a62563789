/**
 * A trace experiment: tracepoints that note moments and never stop anybody. All clients share it, as
 * they share breakpoints.
 */
import type {
  TracepointDefinition,
  TracepointPlace,
} from '../../../protocol/rsp/packets/define-tracepoint.ts';
import type { TraceVariable } from '../../../protocol/rsp/packets/define-trace-variable.ts';
import type { TraceEnd } from '../../../protocol/rsp/packets/trace-status.ts';
import { errno, refusal, type Refusal } from '../../../protocol/rsp/refusal.ts';
import { linearAddress } from '../../foundation/addresses.ts';
import type { History } from '../../history/history.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Agent } from '../agent/agent.ts';
import { builtinVariables } from '../agent/builtin-variables.ts';
import type { AgentProgram, Outcome } from '../agent/program.ts';
import { worldOf } from '../agent/world.ts';
import { readForGdb } from '../linear-rip.ts';
import type { RegisterView } from '../register-view.ts';
import { framesMax as followedMax, TraceFrames } from './trace-frames.ts';
import { Tracepoint, tracepointOf } from './tracepoint.ts';

const tracepointsMax = 1024;
const variablesMax = 256;
/** Steps of all CPUs in which the steps of one that was hit are looked for. */
const pathStepsMax = 2 ** 22;

/** A CPU that was hit, and how many of its steps are still to become frames. */
interface Followed {
  readonly tracepoint: Tracepoint;
  readonly cpu: number;
  from: number;
  left: number;
}

export class Tracing {
  readonly #machine: Machine;
  readonly #history: History | undefined;
  readonly #agent: Agent;
  readonly #tracepoints = new Map<string, Tracepoint>();
  readonly #variables = new Map<number, TraceVariable>();
  #followed: Followed[] = [];
  /** Single steps for which there was no room, and of how many the client knows. */
  #lostSteps = 0;
  #lostStepsTold = 0;
  #end: TraceEnd | undefined = { kind: 'never ran' };
  readonly frames = new TraceFrames();
  /** Whether it goes on when the driver leaves. */
  goesOn = false;
  user = '';
  notes = '';
  /** Why somebody has stopped it, or will have: gdb sends it behind its QTStop. */
  stopNote = '';

  constructor(machine: Machine, history: History | undefined, agent: Agent) {
    this.#machine = machine;
    this.#history = history;
    this.#agent = agent;
  }

  get isRunning(): boolean {
    return this.#end === undefined;
  }

  /** What the client has not been told yet: a line for its console. */
  takeNews(): string {
    const [lost, told] = [this.#lostSteps, this.#lostStepsTold];
    this.#lostStepsTold = lost;
    if (lost === told) return '';
    return `textpoke: ${lost} single steps behind hits found no room in the trace buffer\n`;
  }

  /** Why it does not run. */
  get end(): TraceEnd | undefined {
    const end = this.#end;
    return end?.kind === 'stopped' ? { ...end, why: this.stopNote } : end;
  }

  get tracepoints(): readonly Tracepoint[] {
    return [...this.#tracepoints.values()];
  }

  /** Those that are worked out first, then gdb's own. */
  get variables(): readonly TraceVariable[] {
    const builtin = builtinVariables.map(({ number, name }) => ({
      number,
      name,
      initial: 0n,
      builtin: true,
    }));
    return [...builtin, ...this.#variables.values()];
  }

  /** Whether there is a variable of that number. */
  knows(variable: number): boolean {
    return this.variables.some(({ number }) => number === variable);
  }

  at(place: TracepointPlace): Tracepoint | Refusal {
    const found = this.#tracepoints.get(keyOf(place));
    return found ?? refusal(errno.invalid, `there is no tracepoint ${place.number} there`);
  }

  define(definition: TracepointDefinition, view: RegisterView): Refusal | undefined {
    const key = keyOf(definition);
    const former = this.#tracepoints.get(key);
    if (former === undefined && this.#tracepoints.size >= tracepointsMax) {
      return refusal(errno.notPermitted, `there are at most ${tracepointsMax} tracepoints`);
    }
    const made = tracepointOf(definition, view);
    if ('kind' in made) return made;
    if (former !== undefined) this.#takeOut(former);
    this.#tracepoints.set(key, made);
    if (this.isRunning) this.#put(made);
    return undefined;
  }

  defineVariable(variable: TraceVariable): Refusal | undefined {
    const { number, initial, builtin } = variable;
    if (builtin) return undefined;
    if (!this.#variables.has(number) && this.#variables.size >= variablesMax) {
      return refusal(errno.notPermitted, `there are at most ${variablesMax} variables`);
    }
    this.#variables.set(number, variable);
    this.#agent.variables.set(number, initial);
    return undefined;
  }

  start(): void {
    this.#stop({ kind: 'never ran' });
    this.frames.clear();
    this.#forgetSteps();
    this.#history?.takeParting();
    this.#end = undefined;
    for (const tracepoint of this.#tracepoints.values()) {
      tracepoint.hits = 0;
      this.#put(tracepoint);
    }
  }

  /** The frames stay. */
  stop(): void {
    this.settle();
    if (this.isRunning) this.#stop({ kind: 'stopped', why: '' });
  }

  /** Forgets everything. */
  clear(): void {
    this.#stop({ kind: 'never ran' });
    this.#forgetSteps();
    this.#tracepoints.clear();
    this.frames.clear();
  }

  /**
   * Works out, while the machine stands, what no hit can: frames of another future are forgotten, and
   * steps behind hits become frames. Their expressions are evaluated only now.
   */
  settle(): void {
    const parting = this.#history?.takeParting();
    if (parting !== undefined) {
      this.frames.dropAfter(parting);
      this.#followed = this.#followed.filter(({ from }) => from <= parting);
    }
    if (!this.isRunning) for (const tracepoint of this.tracepoints) this.#takeOut(tracepoint);
    const inOrder = this.#followed.sort((one, other) => one.from - other.from);
    this.#followed = inOrder.filter((followed) => this.#follow(followed));
  }

  #forgetSteps(): void {
    this.#followed = [];
    this.#lostSteps = this.#lostStepsTold = 0;
  }

  #stop(end: TraceEnd): void {
    this.#end = end;
    for (const tracepoint of this.#tracepoints.values()) this.#takeOut(tracepoint);
  }

  #put(tracepoint: Tracepoint): void {
    if (tracepoint.rule !== undefined) return;
    const rule = (cpu: number, isSearch: boolean): boolean => {
      if (!isSearch && this.isRunning && tracepoint.enabled) this.#meet(tracepoint, cpu);
      return false;
    };
    tracepoint.rule = rule;
    this.#machine.insertBreakpoint(tracepoint.definition.address, rule);
  }

  #takeOut(tracepoint: Tracepoint): void {
    const { rule, definition } = tracepoint;
    if (rule === undefined) return;
    tracepoint.rule = undefined;
    this.#machine.removeBreakpoint(definition.address, rule);
  }

  /** A CPU is about to execute the instruction of a tracepoint. It may be in the midst of a run. */
  #meet(tracepoint: Tracepoint, cpu: number): void {
    const { number, address, passCount, stepCount } = tracepoint.definition;
    const { moment } = this.#machine;
    if (this.frames.has({ moment, tracepoint: number, place: address })) return;
    if (tracepoint.condition !== undefined) {
      const outcome = tracepoint.condition(worldOf(this.#machine, cpu, this.#agent));
      if (outcome.kind === 'failed') this.#fail(tracepoint, outcome);
      if (outcome.kind === 'failed' || outcome.value === 0n) return;
    }
    if (!this.#note(tracepoint, cpu, tracepoint.programs)) return;
    tracepoint.hits += 1;
    if (stepCount > 0) this.#noteFollowed({ tracepoint, cpu, from: moment, left: stepCount });
    if (passCount > 0 && tracepoint.hits >= passCount) {
      this.#end = { kind: 'passcount', tracepoint: number };
    }
  }

  /** Evaluates the expressions and adds a frame; a full buffer ends tracing. */
  #note(tracepoint: Tracepoint, cpu: number, programs: readonly AgentProgram[]): boolean {
    const { number, address } = tracepoint.definition;
    const variables = new Map<number, bigint>();
    const world = worldOf(this.#machine, cpu, this.#agent);
    const collect = (variable?: number): void => {
      if (variable !== undefined) variables.set(variable, world.variable(variable));
    };
    for (const program of programs) {
      const outcome = program({ ...world, collect });
      if (outcome.kind === 'failed') this.#fail(tracepoint, outcome);
    }
    const pc = linearAddress(readForGdb(this.#machine, cpu, 'rip'));
    const { moment } = this.#machine;
    const isKept = this.frames.add({
      moment,
      cpu,
      tracepoint: number,
      place: address,
      pc,
      variables,
    });
    if (!isKept) this.#end = { kind: 'full' };
    return isKept;
  }

  #fail({ definition: { number } }: Tracepoint, { why }: Outcome & { kind: 'failed' }): void {
    this.#end = { kind: 'error', why, tracepoint: number };
  }

  /** Where the buffer goes round, later hits than it has room for have taken that of these steps. */
  #noteFollowed(followed: Followed): void {
    this.#followed.push(followed);
    if (this.#followed.length >= 2 * followedMax) this.#followed.splice(0, followedMax);
  }

  /** Makes frames of the steps that have been; whether there are more to come. */
  #follow(followed: Followed): boolean {
    const { tracepoint, cpu } = followed;
    const history = this.#history;
    if (history === undefined) return false;
    if (!this.frames.hasRoom()) return this.#lose(followed);
    const until = followed.from + pathStepsMax;
    history.follow({ cpu, from: followed.from, until }, () => {
      if (this.#machine.moment === followed.from) return true;
      followed.from = this.#machine.moment;
      if (!this.#note(tracepoint, cpu, tracepoint.steppingPrograms)) return false;
      followed.left -= 1;
      return followed.left > 0;
    });
    if (followed.left > 0 && !this.frames.hasRoom()) return this.#lose(followed);
    // A CPU that has slept all that way is looked for behind it, the next time.
    if (followed.left > 0 && history.end.steps >= until) {
      followed.from = Math.max(followed.from, until);
    }
    return followed.left > 0;
  }

  #lose({ left }: Followed): false {
    this.#lostSteps += left;
    this.#end = { kind: 'full' };
    return false;
  }
}

const keyOf = ({ number, address }: TracepointPlace): string => `${number},${address}`;
