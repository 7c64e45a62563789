/** `QTDV:n:value:builtin:name`: a trace state variable, which agent expressions read and set. */
import { bytesOfText, hexOf, textOfBytes } from '../numbers.ts';
import { full, ok, packet } from '../packet.ts';

export interface TraceVariable {
  readonly number: number;
  /** What it is when tracing starts, as 64 bits. */
  readonly initial: bigint;
  /** Its value is worked out here and never set. */
  readonly builtin: boolean;
  readonly name: string;
}

export const defineTraceVariable = packet({
  prefix: 'QTDV:',
  help: 'Define a trace state variable, and set it.',
  support: full(),
  parse(fields): TraceVariable {
    const number = fields.count();
    fields.expect(':');
    const initial: bigint = fields.address();
    fields.expect(':');
    const builtin = fields.count() !== 0;
    fields.expect(':');
    return { number, initial, builtin, name: textOfBytes(fields.hexRest()) };
  },
  ask: (variable) => printTraceVariable(variable),
  print: ok,
});

export const printTraceVariable = ({ number, initial, builtin, name }: TraceVariable): string => {
  const head = `${number.toString(16)}:${initial.toString(16)}:${builtin ? 1 : 0}`;
  return `${head}:${textOfBytes(hexOf(bytesOfText(name)))}`;
};
