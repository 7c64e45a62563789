/** Answers `S`, which gdb sends where it has no vCont. */
import { bareActions, resumptionOf } from '../resumption.ts';
import type { Answer } from '../answer.ts';

export const stepWithSignal: Answer<'stepWithSignal'> = (target, { address }) => {
  const { machine, client } = target;
  if (address !== undefined) machine.writeRegister(client.queryCpu, 'rip', address);
  return resumptionOf(target, bareActions(target, 'step'));
};
