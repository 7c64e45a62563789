/** Answers `qThreadStopInfo`. */
import { describeThread } from '../stop-description.ts';
import { cpuOf } from '../threads.ts';
import type { Answer } from '../answer.ts';

export const threadStopInfo: Answer<'threadStopInfo'> = (target, { thread }) => {
  const cpu = cpuOf(target, thread);
  return typeof cpu === 'number' ? describeThread(target, cpu) : cpu;
};
