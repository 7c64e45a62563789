/** `Qbtrace:bts`: the branches of the selected CPU from this moment on. */
import { full, nothing, ok, packet } from '../packet.ts';

export const branchTraceOn = packet({
  prefix: 'Qbtrace:bts',
  follows: '',
  help: 'Trace the branches of the selected CPU; they are worked out from the past when they are read.',
  support: full(),
  features: ['Qbtrace:bts+'],
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
