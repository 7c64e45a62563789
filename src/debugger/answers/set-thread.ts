/** Answers `H`. */
import { anyThread } from '../../../protocol/rsp/numbers.ts';
import { cpuOf } from '../threads.ts';
import type { Answer } from '../answer.ts';

/** "Any" leaves the selected CPU as it is, for it is as good as another. */
export const setThread: Answer<'setThread'> = (target, { purpose, thread }) => {
  const cpu = cpuOf(target, thread);
  if (typeof cpu !== 'number') return cpu;
  if (purpose === 'resume') target.client.resumeThread = thread;
  else if (thread.thread > anyThread) target.client.queryCpu = cpu;
  return 'done';
};
