/** Answers `qTP`. */
import type { Answer } from '../answer.ts';
import { settleFor } from '../tracing/look.ts';

export const tracepointStatus: Answer<'tracepointStatus'> = (target, place) => {
  settleFor(target);
  const tracepoint = target.tracing.at(place);
  if ('kind' in tracepoint) return tracepoint;
  return { hits: tracepoint.hits, bytes: target.tracing.frames.bytesOf(place) };
};
