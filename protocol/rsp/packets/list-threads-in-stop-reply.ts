/** `QListThreadsInStopReply`: lldb wants more in a stop reply than gdb does. */
import { full, nothing, ok, packet } from '../packet.ts';

export const listThreadsInStopReply = packet({
  prefix: 'QListThreadsInStopReply',
  follows: '',
  help: 'Put the CPUs, their rip, names and the reason into stop replies (lldb).',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
