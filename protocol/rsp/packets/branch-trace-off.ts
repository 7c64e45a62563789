/** `Qbtrace:off`: no branches of the selected CPU any more. */
import { full, nothing, ok, packet } from '../packet.ts';

export const branchTraceOff = packet({
  prefix: 'Qbtrace:off',
  follows: '',
  help: 'Trace the branches of the selected CPU no more.',
  support: full(),
  features: ['Qbtrace:off+'],
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
