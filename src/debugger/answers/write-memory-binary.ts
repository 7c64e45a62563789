/** Answers `X`: memory as the `Hg` CPU sees it, write protection aside. */
import { writeRange } from './write-memory.ts';
import type { Answer } from '../answer.ts';

export const writeMemoryBinary: Answer<'writeMemoryBinary'> = (target, write) =>
  writeRange(target, write);
