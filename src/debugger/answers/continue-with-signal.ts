/** Answers `C`, which gdb sends where it has no vCont. */
import { writeForGdb } from '../linear-rip.ts';
import { bareActions, resumptionOf } from '../resumption.ts';
import type { Answer } from '../answer.ts';

export const continueWithSignal: Answer<'continueWithSignal'> = (target, { address }) => {
  const { machine, client } = target;
  if (address !== undefined) writeForGdb(machine, client.queryCpu, 'rip', address);
  return resumptionOf(target, bareActions(target, 'continue'));
};
