/** `QTEnable:n:addr`: a tracepoint counts again. */
import { full, ok, packet } from '../packet.ts';
import { askTracepointPlace, parseTracepointPlace } from './define-tracepoint.ts';

export const enableTracepoint = packet({
  prefix: 'QTEnable:',
  help: 'Let a tracepoint be hit, while tracing runs.',
  support: full(),
  features: ['EnableDisableTracepoints+'],
  parse: parseTracepointPlace,
  ask: askTracepointPlace,
  print: ok,
});
