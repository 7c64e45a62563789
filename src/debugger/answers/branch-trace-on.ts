/** Answers `Qbtrace:bts` for the `Hg` CPU. */
import type { Answer } from '../answer.ts';

export const branchTraceOn: Answer<'branchTraceOn'> = ({ branchTrace, client }) =>
  branchTrace.start(client.queryCpu) ?? 'done';
