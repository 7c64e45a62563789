/** `qHostInfo`: lldb asks what kind of computer is at the other end. */
import { pairs, triplePairs, type Triple } from '../lldb.ts';
import { full, nothing, packet } from '../packet.ts';

export const hostInfo = packet({
  prefix: 'qHostInfo',
  follows: '',
  help: 'Tell the triple of the machine, and when watchpoints stop (lldb).',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: (triple: Triple) =>
    triplePairs(triple) + pairs(['watchpoint_exceptions_received', 'after']),
});
