/** Answers `QStartNoAckMode`. */
import type { Answer } from '../answer.ts';

export const startNoAck: Answer<'startNoAck'> = ({ client }) => {
  client.acknowledges = false;
  return 'done';
};
