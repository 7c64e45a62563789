/** Answers `QThreadEvents`. */
import type { Answer } from '../answer.ts';

export const threadEvents: Answer<'threadEvents'> = ({ client }, { on }) => {
  client.threadEvents = on;
  return 'done';
};
