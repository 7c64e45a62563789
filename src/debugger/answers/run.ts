/** Answers `vRun`: the machine at its first moment, whatever file gdb names. */
import { startAnew } from '../situation.ts';
import { describeSituation } from '../stop-description.ts';
import type { Answer } from '../answer.ts';

export const run: Answer<'run'> = (target, { words }) => {
  const refused = startAnew(target);
  if (refused !== undefined) return refused;
  if (words.some((word) => word !== '')) {
    target.log.once('vRun', 'run: the image of the command line starts anew, not what gdb names');
  }
  target.client.created = true;
  return describeSituation(target);
};
