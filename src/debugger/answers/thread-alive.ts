/** Answers `T`: a CPU never goes away. */
import { cpuOf } from '../threads.ts';
import type { Answer } from '../answer.ts';

export const threadAlive: Answer<'threadAlive'> = (target, { thread }) => {
  const cpu = cpuOf(target, thread);
  return typeof cpu === 'number' ? 'done' : cpu;
};
