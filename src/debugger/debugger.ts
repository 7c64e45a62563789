/** One machine as any number of gdbs see it, and no I/O: each client has a seat here. */
import type { Log } from '../foundation/log.ts';
import type { History } from '../history/history.ts';
import type { Machine } from '../machine/machine.ts';
import type { StopReason } from '../machine/stop.ts';
import { newAgent } from './agent/agent.ts';
import { BranchTrace } from './branch-trace/branch-trace.ts';
import { Breakpoints } from './breakpoints.ts';
import { Catching } from './catching.ts';
import { newClient } from './client.ts';
import { views, type ViewBits } from './register-view.ts';
import { Seat } from './seat.ts';
import type { ServedFile } from './served-file.ts';
import type { SiteTable } from './site-table.ts';
import { endRefusal, newSituation, takeSeat } from './situation.ts';
import type { Target } from './target.ts';
import { Tracing } from './tracing/tracing.ts';

export interface DebuggerOptions {
  readonly machine: Machine;
  /** The machine's past, if it has one: the same object then. */
  readonly history?: History | undefined;
  readonly sites: SiteTable;
  /** The file with the image's symbols, which gdb finds over the link. */
  readonly file?: ServedFile | undefined;
  readonly log: Log;
  /** Brings the machine back to its first moment; a machine with a past can do so itself. */
  readonly restart?: (() => void) | undefined;
}

/** It outlives clients, and so does the machine. */
export class Debugger {
  readonly #stage: Omit<Target, 'client'>;

  constructor({ machine, history, sites, file, log, restart }: DebuggerOptions) {
    const agent = newAgent();
    this.#stage = {
      machine,
      history,
      sites,
      file,
      log,
      restart: restart ?? (history === undefined ? undefined : () => history.restart()),
      agent,
      breakpoints: new Breakpoints(machine, agent),
      catching: new Catching(machine, sites),
      tracing: new Tracing(machine, history, agent),
      branchTrace: new BranchTrace(history, log),
      situation: newSituation(),
    };
  }

  /** Why the machine stood still last; undefined while it runs or before it ever has. */
  get lastStop(): StopReason | undefined {
    return this.#stage.situation.lastStop;
  }

  /** Whether somebody drives. */
  get isDriven(): boolean {
    return this.#stage.situation.driver !== undefined;
  }

  /** Whether the guest is to run with nobody driving it. */
  get isFree(): boolean {
    return this.#stage.situation.free;
  }

  /** Whether the machine has come to its end, and nobody is going to start it anew. */
  get isOver(): boolean {
    const { situation } = this.#stage;
    return endRefusal(situation) !== undefined && !situation.persistent;
  }

  /**
   * A new client: it drives if nobody does, and observes otherwise. A file of the other width would
   * make gdb take the registers for those of another CPU, so it is not offered.
   */
  welcome(bits: ViewBits = 64): Seat {
    const { machine, file } = this.#stage;
    const client = newClient(machine.current, views[bits]);
    const fits = (file?.bits ?? 64) === bits;
    const target = { ...this.#stage, client, file: fits ? file : undefined };
    takeSeat(target);
    return new Seat(target);
  }

  /** Lets the guest run with nobody driving it. */
  setFree(): void {
    this.#stage.situation.free = !this.isDriven;
  }

  /** Runs at most `steps` steps of all CPUs, for nobody; whether more would happen after them. */
  runFreely(steps: number): boolean {
    const { machine, situation, log } = this.#stage;
    if (!situation.free || endRefusal(situation) !== undefined) return false;
    const resumed = Array.from({ length: machine.cpuCount }, (_, cpu) => cpu);
    const reason = machine.run({ resumed, stepping: new Map(), budget: steps });
    if (reason.kind === 'budget' || reason.kind === 'replaylog') {
      situation.lastStop = undefined;
      return true;
    }
    situation.lastStop = reason;
    if (reason.kind === 'shutdown') {
      log.line('warn', `CPU ${reason.cpu} is in shutdown: ${reason.why}`);
    }
    return false;
  }
}
