/** Answers `jThreadsInfo`. */
import { describeThread } from '../stop-description.ts';
import type { Answer } from '../answer.ts';

export const threadsInfo: Answer<'threadsInfo'> = (target) =>
  Array.from({ length: target.machine.cpuCount }, (_, cpu) => describeThread(target, cpu));
