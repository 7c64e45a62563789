/** Answers `QTStart`. */
import type { Answer } from '../answer.ts';
import { comeBack, traceRefusal } from '../tracing/look.ts';

export const traceStart: Answer<'traceStart'> = (target) => {
  const refused = traceRefusal(target);
  if (refused !== undefined) return refused;
  comeBack(target);
  target.tracing.start();
  return 'done';
};
