/** Answers `qThreadExtraInfo`. */
import { cpuName, cpuOf, describeCpu } from '../threads.ts';
import type { Answer } from '../answer.ts';

export const threadExtraInfo: Answer<'threadExtraInfo'> = (target, { thread }) => {
  const cpu = cpuOf(target, thread);
  if (typeof cpu !== 'number') return cpu;
  return `${cpuName(cpu)} ${describeCpu(target.machine, cpu)}`;
};
