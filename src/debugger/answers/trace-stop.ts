/** Answers `QTStop`: the frames stay. */
import type { Answer } from '../answer.ts';

export const traceStop: Answer<'traceStop'> = ({ tracing }) => {
  tracing.stop();
  return 'done';
};
