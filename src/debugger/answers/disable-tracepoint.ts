/** Answers `QTDisable`. */
import type { Answer } from '../answer.ts';

export const disableTracepoint: Answer<'disableTracepoint'> = ({ tracing }, place) => {
  const tracepoint = tracing.at(place);
  if ('kind' in tracepoint) return tracepoint;
  tracepoint.enabled = false;
  return 'done';
};
