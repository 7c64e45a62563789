/**
 * `Z type,addr,kind`: a breakpoint (0 software, 1 hardware) or watchpoint (2 write, 3 read, 4 both).
 * Behind a breakpoint `;X len,expr...` are conditions, of which one must hold, and
 * `;cmds:persist,X len,expr...` is what to do instead of stopping.
 */
import type { LinearAddress } from '../../../src/foundation/addresses.ts';
import type { AgentExpression } from '../agent/expression.ts';
import { expressionBytesMax } from '../agent/expression.ts';
import type { Fields } from '../fields.ts';
import { hexOf, textOfBytes } from '../numbers.ts';
import { ok, hexDigits, packet, partly } from '../packet.ts';

export type BreakpointType = 0 | 1 | 2 | 3 | 4;

export interface BreakpointPlace {
  readonly type: BreakpointType;
  readonly address: LinearAddress;
  /** The bytes watched; for breakpoints the size of the instruction gdb would write. */
  readonly length: number;
}

export interface BreakpointRequest extends BreakpointPlace {
  readonly conditions?: readonly AgentExpression[];
  readonly commands?: readonly AgentExpression[];
}

const types: readonly BreakpointType[] = [0, 1, 2, 3, 4];
const expressionsMax = 64;

/** Reads what `Z` and `z` have in common. */
export function parseBreakpoint(fields: Fields): BreakpointPlace {
  const number = fields.count();
  const type = types.find((known) => known === number);
  if (type === undefined) fields.refuse(`no breakpoint type ${number}`);
  fields.expect(',');
  const address = fields.address();
  fields.expect(',');
  return { type: type ?? 0, address, length: fields.count() };
}

/** Prints what `Z` and `z` have in common. */
export const askBreakpoint = ({ type, address, length }: BreakpointPlace): string =>
  `${type},${address.toString(16)},${length.toString(16)}`;

/** `X len,expr` again and again. */
export function parseExpressions(fields: Fields): readonly AgentExpression[] {
  const expressions: AgentExpression[] = [];
  while (fields.skip('X')) {
    const length = fields.count();
    fields.expect(',');
    if (length > expressionBytesMax) fields.refuse(`an expression of ${length} bytes`);
    if (expressions.length >= expressionsMax)
      fields.refuse(`more than ${expressionsMax} expressions`);
    expressions.push(fields.hexBytes(length));
  }
  return expressions;
}

export const askExpressions = (expressions: readonly AgentExpression[]): string =>
  expressions.map((bytes) => `X${bytes.length.toString(16)},${textOfBytes(hexOf(bytes))}`).join('');

export const insertBreakpoint = packet({
  prefix: 'Z',
  follows: hexDigits,
  help: 'Insert a breakpoint or a watchpoint, maybe with conditions and commands; guest memory is not changed.',
  support: partly('commands end with the connection'),
  features: ['swbreak+', 'hwbreak+', 'ConditionalBreakpoints+', 'BreakpointCommands+'],
  parse(fields): BreakpointRequest {
    const place = parseBreakpoint(fields);
    const without = fields.skip(';cmds:');
    const conditions = !without && fields.skip(';') ? parseExpressions(fields) : undefined;
    const some = conditions === undefined ? place : { ...place, conditions };
    if (!without && !fields.skip(';cmds:')) return some;
    // Whether they outlive the connection: all breakpoints end with it here.
    fields.count();
    fields.expect(',');
    return { ...some, commands: parseExpressions(fields) };
  },
  ask({ conditions, commands, ...place }) {
    const first = conditions === undefined ? '' : `;${askExpressions(conditions)}`;
    const second = commands === undefined ? '' : `;cmds:0,${askExpressions(commands)}`;
    return `${askBreakpoint(place)}${first}${second}`;
  },
  print: ok,
});
