/** Answers `bs`: the `Hg` CPU goes back a step, and everybody with it. */
import { reversalOf } from '../resumption.ts';
import type { Answer } from '../answer.ts';

export const reverseStep: Answer<'reverseStep'> = (target) =>
  reversalOf(target, (history) => history.stepBack(target.client.queryCpu));
