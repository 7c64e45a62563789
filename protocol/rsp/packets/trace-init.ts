/** `QTinit`: a new trace experiment begins. */
import { full, nothing, ok, packet } from '../packet.ts';

export const traceInit = packet({
  prefix: 'QTinit',
  follows: '',
  help: 'Forget all tracepoints and trace frames.',
  support: full(),
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
