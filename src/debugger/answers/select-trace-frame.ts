/** Answers `QTFrame`: the machine goes to the moment of the frame. */
import type { Answer } from '../answer.ts';
import { lookAt } from '../tracing/look.ts';

export const selectTraceFrame: Answer<'selectTraceFrame'> = (target, wish) => lookAt(target, wish);
