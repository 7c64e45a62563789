/**
 * Answers `k`: the driver ends the machine and its server, an observer just leaves. lldb takes a
 * silence for a failure, gdb would take a reply for that of another packet.
 */
import { drives } from '../situation.ts';
import { killed } from '../stop-description.ts';
import type { Answer } from '../answer.ts';

export const kill: Answer<'kill'> = (target) => {
  const { client } = target;
  client.farewell = drives(target) ? 'kills' : 'leaves';
  return client.listsThreads ? killed(client) : undefined;
};
