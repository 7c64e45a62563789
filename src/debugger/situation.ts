/** What all clients of a machine share: who drives it, what runs, and why it stood still last. */
import { errno, refusal, type Refusal } from '../../protocol/rsp/refusal.ts';
import type { StopPoint } from '../../protocol/rsp/stop-reply.ts';
import type { StopReason } from '../machine/stop.ts';
import { typedFor, type Client } from './client.ts';
import type { Resumption, Reversal } from './resumption.ts';
import type { Target } from './target.ts';
import { comeBack, type Look } from './tracing/look.ts';

export interface Situation {
  /** The client that may change the machine and let it run; all others observe. */
  driver: Client | undefined;
  /** Nobody drives, and the guest runs on its own. */
  free: boolean;
  /** Somebody has killed the machine; only to start it anew is left. */
  killed: boolean;
  /** An end of the machine does not end the server. */
  persistent: boolean;
  /** What the driver has let go and has not got back. */
  resumption: Resumption | Reversal | undefined;
  /** Why the machine stood still last; undefined while it runs or before it ever has. */
  lastStop: StopReason | undefined;
  /** What of gdb's was met then: gdb takes it away before it asks for more about the stop. */
  lastPoint: StopPoint | undefined;
  /** The trace frame that the driver looks at: the machine is at its moment meanwhile. */
  look: Look | undefined;
}

/** A machine that stands still before its first step, with nobody there. */
export const newSituation = (): Situation => ({
  driver: undefined,
  free: false,
  killed: false,
  persistent: false,
  resumption: undefined,
  lastStop: undefined,
  lastPoint: undefined,
  look: undefined,
});

export const drives = ({ client, situation }: Target): boolean => situation.driver === client;

/** Seats this client if nobody drives; a guest that ran on its own stands still from now on. */
export function takeSeat(target: Target): Refusal | undefined {
  const { client, situation } = target;
  if (drives(target)) return undefined;
  if (situation.driver !== undefined) return refusal(errno.notPermitted, otherDrives);
  situation.driver = client;
  situation.free = false;
  client.detached = false;
  return undefined;
}

/** Frees the seat if it is this client's: nothing it inserted or resumed stays behind. */
export function leaveSeat(target: Target): void {
  const { branchTrace, breakpoints, catching, situation, tracing } = target;
  if (!drives(target)) return;
  comeBack(target);
  if (!tracing.goesOn) tracing.clear();
  branchTrace.clear();
  breakpoints.clear();
  catching.clear();
  situation.driver = undefined;
  situation.resumption = undefined;
  target.client.stops = [];
}

const otherDrives = 'another gdb drives this machine and you observe';

/** Why this client may not do what needs the driver's seat, or undefined if it may. */
export function seatRefusal(target: Target): Refusal | undefined {
  const { driver } = target.situation;
  if (drives(target)) return undefined;
  const drive = typedFor(target.client, 'drive');
  const why = driver === undefined ? `you observe; "${drive}" takes the seat` : otherDrives;
  return refusal(errno.notPermitted, why);
}

/** The machine at its first moment, standing still, with this client in the driver's seat. */
export function startAnew(target: Target): Refusal | undefined {
  const { branchTrace, breakpoints, client, machine, restart, situation, tracing } = target;
  if (restart === undefined) {
    return refusal(errno.notPermitted, 'this machine cannot be started anew');
  }
  const refused = takeSeat(target);
  if (refused !== undefined) return refused;
  comeBack(target);
  tracing.clear();
  branchTrace.clear();
  breakpoints.clear();
  restart();
  situation.killed = false;
  situation.resumption = undefined;
  situation.lastStop = undefined;
  client.queryCpu = machine.current;
  return undefined;
}

/** Why nothing can be seen of the machine, or undefined while it is there. */
export function endRefusal({ killed, lastStop }: Situation): Refusal | undefined {
  if (killed) return refusal(errno.notPermitted, 'the machine was killed: "run" starts it anew');
  if (lastStop?.kind !== 'exited') return undefined;
  return refusal(errno.notPermitted, `the guest has ended with status ${lastStop.status}`);
}
