/** Answers `QTEnable`. */
import type { Answer } from '../answer.ts';

export const enableTracepoint: Answer<'enableTracepoint'> = ({ tracing }, place) => {
  const tracepoint = tracing.at(place);
  if ('kind' in tracepoint) return tracepoint;
  tracepoint.enabled = true;
  return 'done';
};
