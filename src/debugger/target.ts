/** All that an answer may look at or change: the machine, what stands beside it, and the client. */
import type { Log } from '../foundation/log.ts';
import type { History } from '../history/history.ts';
import type { Machine } from '../machine/machine.ts';
import type { Agent } from './agent/agent.ts';
import type { BranchTrace } from './branch-trace/branch-trace.ts';
import type { Breakpoints } from './breakpoints.ts';
import type { Catching } from './catching.ts';
import type { Client } from './client.ts';
import type { ServedFile } from './served-file.ts';
import type { SiteTable } from './site-table.ts';
import type { Situation } from './situation.ts';
import type { Tracing } from './tracing/tracing.ts';

export interface Target {
  readonly machine: Machine;
  /** The machine's past; `machine` is it then. */
  readonly history: History | undefined;
  readonly breakpoints: Breakpoints;
  /** What else the machine stops for. */
  readonly catching: Catching;
  readonly tracing: Tracing;
  readonly branchTrace: BranchTrace;
  /** Evaluates what gdb has asked to be evaluated here. */
  readonly agent: Agent;
  readonly sites: SiteTable;
  /** What gdb may fetch by `vFile`, if anything. */
  readonly file: ServedFile | undefined;
  readonly log: Log;
  /** Brings the machine back to its first moment, if that can be. */
  readonly restart: (() => void) | undefined;
  /** Shared by all clients. */
  readonly situation: Situation;
  /** The one that asks. */
  readonly client: Client;
}

/** Bounds of one packet: what gdb may send, and how much memory one reply carries. */
export const bodyBytesMax = 0x2_0000;
export const memoryBytesMax = bodyBytesMax / 2;
