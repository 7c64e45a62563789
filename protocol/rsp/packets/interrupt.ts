/** `vCtrlC`: Ctrl-C as a packet with a reply, which non-stop mode wants. */
import { full, nothing, ok, packet } from '../packet.ts';

export const interrupt = packet({
  prefix: 'vCtrlC',
  follows: '',
  help: 'Stop a CPU that runs; outside of non-stop mode all of them.',
  support: full(),
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
