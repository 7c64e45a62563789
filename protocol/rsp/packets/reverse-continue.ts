/** `bc`: back in time to the last breakpoint or watchpoint that was met, or to power-on. */
import { full, nothing, packet } from '../packet.ts';
import { printStopReply } from '../stop-reply.ts';

export const reverseContinue = packet({
  prefix: 'bc',
  follows: '',
  help: 'Go back to the last stop that was met, all CPUs together.',
  support: full(),
  features: ['ReverseContinue+'],
  parse: () => nothing,
  ask: () => '',
  print: printStopReply,
});
