/** `vMustReplyEmpty`: gdb checks that the unknown gets the empty reply. */
import { full, nothing, packet, printDone } from '../packet.ts';

export const mustReplyEmpty = packet({
  prefix: 'vMustReplyEmpty',
  follows: '',
  help: 'Show how the unknown is answered.',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: printDone(''),
});
