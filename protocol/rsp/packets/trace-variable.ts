/** `qTV:n`: the value of a trace state variable, now or in the trace frame that is looked at. */
import { full, packet } from '../packet.ts';

export const traceVariable = packet({
  prefix: 'qTV:',
  help: 'Read a trace state variable.',
  support: full(),
  needs: 'machine',
  parse: (fields): { readonly number: number } => ({ number: fields.count() }),
  ask: ({ number }) => number.toString(16),
  print: (value: bigint | 'unknown') => (value === 'unknown' ? 'U' : `V${value.toString(16)}`),
});
