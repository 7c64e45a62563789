/**
 * Branch tracing. Nothing is recorded: which way a CPU has gone is worked out from the past when gdb
 * wants to know.
 */
import type { BranchBlock } from '../../../protocol/rsp/branch-trace.ts';
import { errno, refusal, type Refusal } from '../../../protocol/rsp/refusal.ts';
import type { Log } from '../../foundation/log.ts';
import type { History } from '../../history/history.ts';
import { blocksOf } from './path.ts';

/** What gdb reads: everything, what is new since it last read, or that as one with the former. */
export const readings = ['all', 'new', 'delta'] as const;
export type Reading = (typeof readings)[number];

/** A branch in the buffer of a real CPU (SDM 3B 18.4.9): from, to, flags. */
const branchBytes = 24;
const bufferBytesMax = branchBytes * 2 ** 16;
/** Steps of all CPUs that are gone through for one reading. */
const pathStepsMax = 2 ** 18;

interface TracedCpu {
  /** The moment it was traced from. */
  start: number;
  /** The moment it was last read at. */
  read: number;
}

export class BranchTrace {
  readonly #history: History | undefined;
  readonly #log: Log;
  readonly #cpus = new Map<number, TracedCpu>();
  #bufferBytes = bufferBytesMax;

  constructor(history: History | undefined, log: Log) {
    this.#history = history;
    this.#log = log;
  }

  traces(cpu: number): boolean {
    return this.#cpus.has(cpu);
  }

  get bufferBytes(): number {
    return this.#bufferBytes;
  }

  /** As many bytes as were asked for, and no more than there may be; 0 asks for all of them. */
  resize(bytes: number): void {
    this.#bufferBytes = bytes === 0 ? bufferBytesMax : Math.min(bytes, bufferBytesMax);
  }

  start(cpu: number): Refusal | undefined {
    if (this.#history === undefined) {
      const why =
        'nothing of the past of this machine is kept, and branches are worked out from it';
      return refusal(errno.notPermitted, why);
    }
    if (this.traces(cpu)) return refusal(errno.notPermitted, `CPU ${cpu} is traced already`);
    const { moment } = this.#history;
    this.#cpus.set(cpu, { start: moment, read: moment });
    return undefined;
  }

  stop(cpu: number): Refusal | undefined {
    return this.#cpus.delete(cpu) ? undefined : notTraced(cpu);
  }

  /** The driver is gone. */
  clear(): void {
    this.#cpus.clear();
    this.resize(0);
  }

  /** The blocks that `cpu` went through, newest first. */
  read(cpu: number, reading: Reading): readonly BranchBlock[] | Refusal {
    const traced = this.#cpus.get(cpu);
    const history = this.#history;
    if (traced === undefined || history === undefined) return notTraced(cpu);
    const { moment } = history;
    // Who has gone back to before the beginning begins there.
    traced.start = Math.min(traced.start, moment);
    const wanted = reading === 'all' ? traced.start : traced.read;
    const from = Math.max(wanted, moment - pathStepsMax);
    if (reading === 'delta' && (wanted > moment || from > wanted)) {
      return refusal(errno.notPermitted, 'too far from what was read last: read all of it');
    }
    if (from > wanted) this.#reach(`of the last ${pathStepsMax} steps of all CPUs`);
    const blocks = blocksOf(history, { cpu, from: Math.min(from, moment), until: moment });
    const most = Math.max(1, Math.floor(this.#bufferBytes / branchBytes));
    if (reading === 'delta' && blocks.length > most) {
      return refusal(errno.notPermitted, `more than ${most} branches since: read all of it`);
    }
    traced.read = moment;
    if (blocks.length > most) this.#reach(`the last ${most} of a CPU`);
    const newest = blocks.slice(-most).reverse();
    // In a delta gdb knows where the oldest block has begun, and wants to hear 0.
    const oldest = newest.at(-1);
    return reading === 'delta' && oldest !== undefined
      ? [...newest.slice(0, -1), { ...oldest, begin: 0n }]
      : newest;
  }

  #reach(what: string): void {
    this.#log.once(`branches ${what}`, `branches are read ${what}; what was before is left out`);
  }
}

const notTraced = (cpu: number): Refusal =>
  refusal(errno.notPermitted, `the branches of CPU ${cpu} are not traced`);
