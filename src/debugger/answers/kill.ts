/** Answers `k` by silence: the driver ends the machine and its server, an observer just leaves. */
import { drives } from '../situation.ts';
import type { Answer } from '../answer.ts';

export const kill: Answer<'kill'> = (target) => {
  target.client.farewell = drives(target) ? 'kills' : 'leaves';
};
