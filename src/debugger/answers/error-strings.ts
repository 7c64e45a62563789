/** Answers `QEnableErrorStrings`. */
import type { Answer } from '../answer.ts';

export const errorStrings: Answer<'errorStrings'> = ({ client }) => {
  client.errorStrings = true;
  return 'done';
};
