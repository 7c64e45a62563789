/** Answers `QNonStop`: an observer has no CPUs to stop one by one. */
import { seatRefusal } from '../situation.ts';
import type { Answer } from '../answer.ts';

export const nonStop: Answer<'nonStop'> = (target, { on }) => {
  const refused = on ? seatRefusal(target) : undefined;
  if (refused !== undefined) return refused;
  target.client.nonStop = on;
  return 'done';
};
