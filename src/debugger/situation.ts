/** What all clients of a machine share: who drives it, what runs, and why it stood still last. */
import { errno, refusal, type Refusal } from '../../protocol/rsp/refusal.ts';
import type { StopReason } from '../machine/stop.ts';
import type { Client } from './client.ts';
import type { Resumption } from './resumption.ts';
import type { Target } from './target.ts';

export interface Situation {
  /** The client that may change the machine and let it run; all others observe. */
  driver: Client | undefined;
  /** Nobody drives, and the guest runs on its own. */
  free: boolean;
  /** What the driver has let go and has not got back. */
  resumption: Resumption | undefined;
  /** Why the machine stood still last; undefined while it runs or before it ever has. */
  lastStop: StopReason | undefined;
}

/** A machine that stands still before its first step, with nobody there. */
export const newSituation = (): Situation => ({
  driver: undefined,
  free: false,
  resumption: undefined,
  lastStop: undefined,
});

export const drives = ({ client, situation }: Target): boolean => situation.driver === client;

/** Seats this client if nobody drives; a guest that ran on its own stands still from now on. */
export function takeSeat(target: Target): Refusal | undefined {
  const { client, situation } = target;
  if (drives(target)) return undefined;
  if (situation.driver !== undefined) return refusal(errno.notPermitted, otherDrives);
  situation.driver = client;
  situation.free = false;
  return undefined;
}

/** Frees the seat if it is this client's: nothing it inserted or resumed stays behind. */
export function leaveSeat(target: Target): void {
  const { breakpoints, situation } = target;
  if (!drives(target)) return;
  breakpoints.clear();
  situation.driver = undefined;
  situation.resumption = undefined;
}

const otherDrives = 'another gdb drives this machine and you observe';

/** Why this client may not do what needs the driver's seat, or undefined if it may. */
export function seatRefusal(target: Target): Refusal | undefined {
  const { driver } = target.situation;
  if (drives(target)) return undefined;
  const why = driver === undefined ? 'you observe; "monitor drive" takes the seat' : otherDrives;
  return refusal(errno.notPermitted, why);
}
