/** `k`: the end of the machine and its server. Nobody waits for a reply. */
import { full, nothing, packet } from '../packet.ts';

export const kill = packet({
  prefix: 'k',
  follows: '',
  help: 'End the machine.',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: () => '',
});
