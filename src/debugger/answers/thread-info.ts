/** Answers `qfThreadInfo`: every CPU, in order. */
import { threadOf } from '../threads.ts';
import type { Answer } from '../answer.ts';

export const threadInfo: Answer<'threadInfo'> = ({ machine, client }) =>
  Array.from({ length: machine.cpuCount }, (_, cpu) => threadOf(client, cpu));
