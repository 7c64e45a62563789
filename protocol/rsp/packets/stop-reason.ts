/** `?`: why the machine stands still; gdb's first question. */
import { full, nothing, packet } from '../packet.ts';
import { printStopReplyOrOk } from '../stop-reply.ts';

export const stopReason = packet({
  prefix: '?',
  follows: '',
  help: 'Tell why the machine stands still.',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: printStopReplyOrOk,
});
