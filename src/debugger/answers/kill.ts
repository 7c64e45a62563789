/** Answers `k` by silence; the session then ends the server. */
import type { Answer } from '../answer.ts';

export const kill: Answer<'kill'> = ({ client }) => {
  client.farewell = 'killed';
};
