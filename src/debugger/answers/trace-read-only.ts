/** Answers `QTro`: the moment of a frame has all memory, so nothing is to be done. */
import type { Answer } from '../answer.ts';

export const traceReadOnly: Answer<'traceReadOnly'> = () => 'done';
