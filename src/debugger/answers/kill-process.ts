/** Answers `vKill`: `k` with a reply; in extended mode the server stays and can start anew. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import type { Answer } from '../answer.ts';

export const killProcess: Answer<'killProcess'> = (target, { process }) => {
  const { breakpoints, client, situation } = target;
  if (process > 1) return refusal(errno.noSuchThread, `no process ${process}`);
  if (client.extended) {
    breakpoints.clear();
    situation.killed = true;
  } else client.farewell = 'kills';
  return 'done';
};
