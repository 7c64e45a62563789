/** Answers `x`: memory as the `Hg` CPU sees it. */
import { readRange } from './read-memory.ts';
import type { Answer } from '../answer.ts';

export const readMemoryBinary: Answer<'readMemoryBinary'> = (target, range) =>
  readRange(target, range);
