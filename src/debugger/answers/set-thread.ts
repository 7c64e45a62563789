/** Answers `H`. */
import { anyThread } from '../../../protocol/rsp/numbers.ts';
import { drives } from '../situation.ts';
import { cpuOf } from '../threads.ts';
import type { Answer } from '../answer.ts';

/**
 * "Any" leaves the selected CPU as it is, for it is as good as another. Who looks at a trace frame
 * sees the CPU that was hit, and the selected one afterwards.
 */
export const setThread: Answer<'setThread'> = (target, { purpose, thread }) => {
  const cpu = cpuOf(target, thread);
  if (typeof cpu !== 'number') return cpu;
  const { client, situation } = target;
  if (purpose === 'resume') client.resumeThread = thread;
  else if (thread.thread > anyThread) {
    if (situation.look !== undefined && drives(target)) situation.look.chosenCpu = cpu;
    else client.queryCpu = cpu;
  }
  return 'done';
};
