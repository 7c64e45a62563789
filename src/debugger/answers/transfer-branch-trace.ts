/** Answers `qXfer:btrace`: the way of the `Hg` CPU, worked out with the first piece. */
import { renderBranchTrace } from '../../../protocol/rsp/branch-trace.ts';
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { pieceOf } from '../../../protocol/rsp/transfer.ts';
import { readings } from '../branch-trace/branch-trace.ts';
import type { Answer } from '../answer.ts';

export const transferBranchTrace: Answer<'transferBranchTrace'> = (target, request) => {
  const { branchTrace, client } = target;
  if (request.offset === 0) {
    const reading = readings.find((known) => known === request.annex);
    if (reading === undefined) return refusal(errno.invalid, `no branches are "${request.annex}"`);
    const blocks = branchTrace.read(client.queryCpu, reading);
    if ('kind' in blocks) return blocks;
    client.branches = renderBranchTrace(blocks);
  }
  return pieceOf(client.branches, request);
};
