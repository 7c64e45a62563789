/** Answers `QTDisconnected`. */
import type { Answer } from '../answer.ts';

export const traceDisconnected: Answer<'traceDisconnected'> = ({ tracing }, { goesOn }) => {
  tracing.goesOn = goesOn;
  return 'done';
};
