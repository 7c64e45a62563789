/** `k`: the end of the machine and its server. gdb waits for no reply, lldb does. */
import { full, nothing, packet } from '../packet.ts';
import { printStopReply, type StopReply } from '../stop-reply.ts';

export const kill = packet({
  prefix: 'k',
  follows: '',
  help: 'End the machine.',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: (reply: StopReply | undefined) => (reply === undefined ? '' : printStopReply(reply)),
});
