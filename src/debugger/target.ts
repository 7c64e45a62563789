/** All that an answer may look at or change: the machine, what stands beside it, and the client. */
import type { Log } from '../foundation/log.ts';
import type { History } from '../history/history.ts';
import type { Machine } from '../machine/machine.ts';
import type { StopReason } from '../machine/stop.ts';
import type { Breakpoints } from './breakpoints.ts';
import type { Client } from './client.ts';
import type { ServedFile } from './served-file.ts';
import type { SiteTable } from './site-table.ts';

export interface Target {
  readonly machine: Machine;
  /** The machine's past; `machine` is it then. */
  readonly history: History | undefined;
  readonly breakpoints: Breakpoints;
  readonly sites: SiteTable;
  /** What gdb may fetch by `vFile`, if anything. */
  readonly file: ServedFile | undefined;
  readonly log: Log;
  client: Client;
  /** Why the machine stood still last; undefined before it has ever run. */
  lastStop: StopReason | undefined;
}

/** Bounds of one packet: what gdb may send, and how much memory one reply carries. */
export const bodyBytesMax = 0x2_0000;
export const memoryBytesMax = bodyBytesMax / 2;
