/** Answers `QTBuffer`: more than there may be is cut, and `qTStatus` says what there is. */
import type { Answer } from '../answer.ts';

export const traceBuffer: Answer<'traceBuffer'> = ({ tracing }, wish) => {
  if (wish.kind === 'circular') tracing.frames.circular = wish.circular;
  else tracing.frames.resize(wish.bytes);
  return 'done';
};
