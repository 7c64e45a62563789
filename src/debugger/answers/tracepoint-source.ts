/** Answers `QTDPsrc`. */
import type { Answer } from '../answer.ts';

export const tracepointSource: Answer<'tracepointSource'> = ({ tracing }, request) => {
  const tracepoint = tracing.at(request);
  return 'kind' in tracepoint ? tracepoint : (tracepoint.keepSource(request) ?? 'done');
};
