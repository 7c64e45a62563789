/** `qC`: the CPU whose turn it is. */
import { threadIdText, type ThreadId } from '../numbers.ts';
import { full, nothing, packet } from '../packet.ts';

export const currentThread = packet({
  prefix: 'qC',
  follows: '',
  help: 'Name the CPU whose turn it is.',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: (thread: ThreadId) => `QC${threadIdText(thread)}`,
});
