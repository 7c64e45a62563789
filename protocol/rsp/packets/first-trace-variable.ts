/** `qTfV`: the trace state variables, from the first on. */
import { full, nothing, packet } from '../packet.ts';
import { printTraceVariable, type TraceVariable } from './define-trace-variable.ts';

export const firstTraceVariable = packet({
  prefix: 'qTfV',
  follows: '',
  help: 'Read the first trace state variable.',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: (variable: TraceVariable | 'end') =>
    variable === 'end' ? 'l' : printTraceVariable(variable),
});
