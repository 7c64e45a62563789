/** Answers `D`: nothing of this client stays behind and, if it drove, the guest runs on. */
import { drives, leaveSeat } from '../situation.ts';
import type { Answer } from '../answer.ts';

export const detach: Answer<'detach'> = (target) => {
  const { client, situation } = target;
  if (drives(target)) {
    leaveSeat(target);
    situation.free = true;
  }
  client.farewell = 'leaves';
  return 'done';
};
