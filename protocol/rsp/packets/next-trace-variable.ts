/** `qTsV`: the next trace state variable. */
import { full, nothing, packet } from '../packet.ts';
import { printTraceVariable, type TraceVariable } from './define-trace-variable.ts';

export const nextTraceVariable = packet({
  prefix: 'qTsV',
  follows: '',
  help: 'Read the next trace state variable.',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: (variable: TraceVariable | 'end') =>
    variable === 'end' ? 'l' : printTraceVariable(variable),
});
