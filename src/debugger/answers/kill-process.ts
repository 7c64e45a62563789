/** Answers `vKill`: `k` with a reply. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import type { Answer } from '../answer.ts';

export const killProcess: Answer<'killProcess'> = ({ client }, { process }) => {
  if (process > 1) return refusal(errno.noSuchThread, `no process ${process}`);
  client.farewell = 'kills';
  return 'done';
};
