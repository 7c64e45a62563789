/** Answers `bc`: back to the last stop, for all CPUs. */
import { reversalOf } from '../resumption.ts';
import type { Answer } from '../answer.ts';

export const reverseContinue: Answer<'reverseContinue'> = (target) =>
  reversalOf(target, (history) => history.searchBack());
