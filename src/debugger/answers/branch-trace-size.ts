/** Answers `Qbtrace-conf:bts:size`: for all CPUs, as gdb has one size for them. */
import type { Answer } from '../answer.ts';

export const branchTraceSize: Answer<'branchTraceSize'> = ({ branchTrace }, { bytes }) => {
  branchTrace.resize(bytes);
  return 'done';
};
