/** `qsThreadInfo`: the rest of the CPUs, of which there is none. */
import { full, nothing, packet, printDone } from '../packet.ts';

export const threadInfoMore = packet({
  prefix: 'qsThreadInfo',
  follows: '',
  help: 'End the list of CPUs.',
  support: full(),
  needs: 'machine',
  parse: () => nothing,
  ask: () => '',
  print: printDone('l'),
});
