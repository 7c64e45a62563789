/** `QTStart`: tracepoints are hit from now on. */
import { full, nothing, ok, packet } from '../packet.ts';

export const traceStart = packet({
  prefix: 'QTStart',
  follows: '',
  help: 'Begin to note trace frames; the frames of an earlier run are forgotten.',
  support: full(),
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
