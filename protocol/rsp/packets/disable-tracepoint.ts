/** `QTDisable:n:addr`: a tracepoint counts no more, and stays. */
import { full, ok, packet } from '../packet.ts';
import { askTracepointPlace, parseTracepointPlace } from './define-tracepoint.ts';

export const disableTracepoint = packet({
  prefix: 'QTDisable:',
  help: 'Let a tracepoint be passed, while tracing runs.',
  support: full(),
  parse: parseTracepointPlace,
  ask: askTracepointPlace,
  print: ok,
});
