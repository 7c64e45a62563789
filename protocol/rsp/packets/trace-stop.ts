/** `QTStop`: tracepoints are hit no more. */
import { full, nothing, ok, packet } from '../packet.ts';

export const traceStop = packet({
  prefix: 'QTStop',
  whole: true,
  help: 'Note no more trace frames.',
  support: full(),
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
