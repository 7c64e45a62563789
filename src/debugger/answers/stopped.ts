/** Answers `vStopped`: the stop that was told is read, and the next one is told. */
import type { Answer } from '../answer.ts';

export const stopped: Answer<'stopped'> = ({ client }) => {
  client.stops.shift();
  return client.stops[0] ?? 'done';
};
