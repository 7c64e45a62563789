/** `qfThreadInfo`: the CPUs, all in the first reply. */
import { threadIdText, type ThreadId } from '../numbers.ts';
import { full, nothing, packet } from '../packet.ts';

export const threadInfo = packet({
  prefix: 'qfThreadInfo',
  follows: '',
  help: 'List the CPUs.',
  support: full(),
  needs: 'machine',
  parse: () => nothing,
  ask: () => '',
  print: (threads: readonly ThreadId[]) => `m${threads.map(threadIdText).join(',')}`,
});
