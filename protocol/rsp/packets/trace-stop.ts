/** `QTStop`: tracepoints are hit no more. */
import { full, nothing, ok, packet } from '../packet.ts';

export const traceStop = packet({
  prefix: 'QTStop',
  follows: '',
  help: 'Note no more trace frames.',
  support: full(),
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
