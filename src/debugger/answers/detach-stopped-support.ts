/** Answers `qSupportsDetachAndStayStopped:`. */
import type { Answer } from '../answer.ts';

export const detachStoppedSupport: Answer<'detachStoppedSupport'> = () => 'done';
