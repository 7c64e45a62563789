/** Answers `R` by silence: gdb asks afterwards where the machine stands. */
import { startAnew } from '../situation.ts';
import type { Answer } from '../answer.ts';

export const restart: Answer<'restart'> = (target) => startAnew(target);
