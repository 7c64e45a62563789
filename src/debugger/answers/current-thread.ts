/** Answers `qC`: the CPU that questions are about. */
import { threadOf } from '../threads.ts';
import type { Answer } from '../answer.ts';

export const currentThread: Answer<'currentThread'> = ({ client }) =>
  threadOf(client, client.queryCpu);
