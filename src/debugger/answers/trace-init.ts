/** Answers `QTinit`. */
import type { Answer } from '../answer.ts';
import { comeBack, traceRefusal } from '../tracing/look.ts';

export const traceInit: Answer<'traceInit'> = (target) => {
  comeBack(target);
  target.tracing.clear();
  return traceRefusal(target) ?? 'done';
};
