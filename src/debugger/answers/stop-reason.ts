/** Answers `?`: why the machine stands still; an observer is told where it is while it runs. */
import { describeEach, describeSituation } from '../stop-description.ts';
import type { Answer } from '../answer.ts';

export const stopReason: Answer<'stopReason'> = (target) =>
  target.client.nonStop ? describeEach(target) : describeSituation(target);
