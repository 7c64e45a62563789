/** `bs`: one step back of the CPU chosen by `Hg`; gdb sends `Hc` with thread 0 before it. */
import { full, nothing, packet } from '../packet.ts';
import { printStopReply } from '../stop-reply.ts';

export const reverseStep = packet({
  prefix: 'bs',
  follows: '',
  help: 'Go back to before the last step of the selected CPU.',
  support: full(),
  features: ['ReverseStep+'],
  parse: () => nothing,
  ask: () => '',
  print: printStopReply,
});
