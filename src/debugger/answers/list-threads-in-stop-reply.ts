/** Answers `QListThreadsInStopReply`: from now on stop replies tell what lldb reads in them. */
import type { Answer } from '../answer.ts';

export const listThreadsInStopReply: Answer<'listThreadsInStopReply'> = ({ client }) => {
  client.listsThreads = true;
  return 'done';
};
