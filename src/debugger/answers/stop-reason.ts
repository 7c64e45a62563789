/** Answers `?`: why the machine stands still; an observer is told where it is while it runs. */
import { describeSituation } from '../stop-description.ts';
import type { Answer } from '../answer.ts';

export const stopReason: Answer<'stopReason'> = (target) => describeSituation(target);
