/** Answers `qXfer:btrace-conf`; gdb asks when it connects, whether a CPU is traced already. */
import { renderBranchTraceConfiguration } from '../../../protocol/rsp/branch-trace.ts';
import { errno, refusal } from '../../../protocol/rsp/refusal.ts';
import { pieceOf } from '../../../protocol/rsp/transfer.ts';
import type { Answer } from '../answer.ts';

export const transferBranchTraceConfiguration: Answer<'transferBranchTraceConfiguration'> = (
  { branchTrace, client },
  request,
) => {
  if (!branchTrace.traces(client.queryCpu)) {
    return refusal(errno.invalid, `the branches of CPU ${client.queryCpu} are not traced`);
  }
  return pieceOf(renderBranchTraceConfiguration(branchTrace.bufferBytes), request);
};
