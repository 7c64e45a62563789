/** Answers `QTDV`. */
import type { Answer } from '../answer.ts';

export const defineTraceVariable: Answer<'defineTraceVariable'> = ({ tracing }, variable) =>
  tracing.defineVariable(variable) ?? 'done';
