/** Answers `Qbtrace:off` for the `Hg` CPU. */
import type { Answer } from '../answer.ts';

export const branchTraceOff: Answer<'branchTraceOff'> = ({ branchTrace, client }) =>
  branchTrace.stop(client.queryCpu) ?? 'done';
