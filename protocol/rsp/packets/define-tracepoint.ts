/**
 * `QTDP:n:addr:ena:step:pass[:Fflen][:S][:Xlen,bytes][-]`: a tracepoint; `QTDP:-n:addr:[S]action...[-]`
 * is what it does when it is hit, or after each step behind a hit. A `-` at the end: more follows.
 */
import type { LinearAddress } from '../../../src/foundation/addresses.ts';
import type { AgentExpression } from '../agent/expression.ts';
import { expressionBytesMax } from '../agent/expression.ts';
import type { Fields } from '../fields.ts';
import { hexOf, textOfBytes } from '../numbers.ts';
import { ok, packet, partly } from '../packet.ts';
import { parseActions, printActions, type TraceAction } from '../trace-actions.ts';

/** Which tracepoint: gdb gives those at several places of the code one number. */
export interface TracepointPlace {
  readonly number: number;
  readonly address: LinearAddress;
}

export interface TracepointDefinition extends TracepointPlace {
  readonly enabled: boolean;
  /** Steps of the CPU after a hit that are looked at as well. */
  readonly stepCount: number;
  /** Tracing ends with so many hits; 0: it does not. */
  readonly passCount: number;
  readonly condition?: AgentExpression;
}

export type TracepointRequest =
  | (TracepointDefinition & {
      readonly kind: 'tracepoint';
      /** A jump over so many bytes, or a marker in the program, instead of a trap. */
      readonly variety?: { readonly fast: number } | 'static';
      readonly more: boolean;
    })
  | (TracepointPlace & {
      readonly kind: 'actions';
      readonly stepping: boolean;
      readonly actions: readonly TraceAction[];
      readonly more: boolean;
    });

export function parseTracepointPlace(fields: Fields): TracepointPlace {
  const number = fields.count();
  fields.expect(':');
  return { number, address: fields.address() };
}

export const askTracepointPlace = ({ number, address }: TracepointPlace): string =>
  `${number.toString(16)}:${address.toString(16)}`;

export const defineTracepoint = packet({
  prefix: 'QTDP:',
  help: 'Define a tracepoint, or what it does when it is hit.',
  support: partly('a trap is never a byte or a jump in memory: fast and static ones are refused'),
  features: ['ConditionalTracepoints+', 'InstallInTrace+', 'tracenz+'],
  parse: (fields): TracepointRequest =>
    fields.skip('-') ? parseMore(fields) : parseDefinition(fields),
  ask(request) {
    const more = request.more ? '-' : '';
    if (request.kind === 'tracepoint') return `${printDefinition(request)}${more}`;
    const { stepping, actions } = request;
    const place = askTracepointPlace(request);
    return `-${place}:${stepping ? 'S' : ''}${printActions(actions)}${more}`;
  },
  print: ok,
});

function parseMore(fields: Fields): TracepointRequest {
  const place = parseTracepointPlace(fields);
  fields.expect(':');
  const stepping = fields.skip('S');
  const text = textOfBytes(fields.rest());
  const more = text.endsWith('-');
  const actions = parseActions(more ? text.slice(0, -1) : text);
  if ('why' in actions) fields.refuse(actions.why);
  return { kind: 'actions', ...place, stepping, actions: 'why' in actions ? [] : actions, more };
}

function parseDefinition(fields: Fields): TracepointRequest {
  const place = parseTracepointPlace(fields);
  const enabled = fields.skip(':E');
  if (!enabled) fields.expect(':D');
  fields.expect(':');
  const stepCount = fields.count();
  fields.expect(':');
  const passCount = fields.count();
  const variety = fields.skip(':F')
    ? { fast: fields.count() }
    : fields.skip(':S')
      ? ('static' as const)
      : undefined;
  const condition = fields.skip(':X') ? parseCondition(fields) : undefined;
  return {
    kind: 'tracepoint',
    ...place,
    enabled,
    stepCount,
    passCount,
    ...(variety === undefined ? {} : { variety }),
    ...(condition === undefined ? {} : { condition }),
    more: fields.skip('-'),
  };
}

function parseCondition(fields: Fields): AgentExpression {
  const length = fields.count();
  fields.expect(',');
  if (length > expressionBytesMax) fields.refuse(`an expression of ${length} bytes`);
  return fields.hexBytes(length);
}

/** Everything but the `-`: the upload of a tracepoint has the same form. */
export function printDefinition(
  definition: TracepointDefinition & { readonly variety?: { readonly fast: number } | 'static' },
): string {
  const { enabled, stepCount, passCount, variety, condition } = definition;
  const counts = `${enabled ? 'E' : 'D'}:${stepCount.toString(16)}:${passCount.toString(16)}`;
  const kind =
    variety === undefined ? '' : variety === 'static' ? ':S' : `:F${variety.fast.toString(16)}`;
  const when =
    condition === undefined
      ? ''
      : `:X${condition.length.toString(16)},${textOfBytes(hexOf(condition))}`;
  return `${askTracepointPlace(definition)}:${counts}${kind}${when}`;
}
