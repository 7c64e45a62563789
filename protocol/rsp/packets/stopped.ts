/** `vStopped`: gdb has read of one stop and wants the next one (non-stop mode). */
import { full, nothing, packet } from '../packet.ts';
import { printStopReplyOrOk } from '../stop-reply.ts';

export const stopped = packet({
  prefix: 'vStopped',
  follows: '',
  help: 'Read the next stop that has not been told yet.',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: printStopReplyOrOk,
});
