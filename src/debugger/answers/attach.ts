/** Answers `vAttach`: the way back into the seat of a client that has detached. */
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { endRefusal, takeSeat } from '../situation.ts';
import { describeSituation } from '../stop-description.ts';
import type { Answer } from '../answer.ts';

export const attach: Answer<'attach'> = (target, { process }) => {
  if (process !== 1) return refusal(errno.noSuchThread, `no process ${process}`);
  const refused = endRefusal(target.situation) ?? takeSeat(target);
  if (refused !== undefined) return refused;
  return target.client.nonStop ? 'done' : describeSituation(target);
};
