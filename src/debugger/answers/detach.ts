/**
 * Answers `D`: nothing of this client stays behind and, if it drove, the guest runs on unless it is
 * to stay stopped. In extended mode gdb stays connected and may attach again.
 */
import { drives, leaveSeat } from '../situation.ts';
import type { Answer } from '../answer.ts';

export const detach: Answer<'detach'> = (target, { staysStopped }) => {
  const { client, situation } = target;
  if (drives(target)) {
    leaveSeat(target);
    situation.free = !situation.killed && staysStopped !== true;
  }
  client.created = false;
  if (client.extended) client.detached = true;
  else client.farewell = 'leaves';
  return 'done';
};
