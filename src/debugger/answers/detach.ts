/** Answers `D`: nothing of this client stays behind and the guest runs on. */
import type { Answer } from '../answer.ts';

export const detach: Answer<'detach'> = ({ breakpoints, client }) => {
  breakpoints.clear();
  client.farewell = 'detached';
  return 'done';
};
