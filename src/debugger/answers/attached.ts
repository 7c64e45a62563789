/** Answers `qAttached`: the machine was here before gdb. */
import type { Answer } from '../answer.ts';

export const attached: Answer<'attached'> = () => 'done';
