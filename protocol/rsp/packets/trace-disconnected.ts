/** `QTDisconnected:1` or `:0`: whether tracing goes on when gdb is gone. */
import { full, ok, packet } from '../packet.ts';

export const traceDisconnected = packet({
  prefix: 'QTDisconnected:',
  help: 'Choose whether tracing goes on when the driver leaves.',
  support: full(),
  features: ['DisconnectedTracing+'],
  parse: (fields): { readonly goesOn: boolean } => ({ goesOn: fields.count() !== 0 }),
  ask: ({ goesOn }) => (goesOn ? '1' : '0'),
  print: ok,
});
