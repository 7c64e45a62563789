/** Answers `qsThreadInfo`: the first reply held them all. */
import type { Answer } from '../answer.ts';

export const threadInfoMore: Answer<'threadInfoMore'> = () => 'done';
