/** `Z type,addr,kind`: a breakpoint (0 software, 1 hardware) or watchpoint (2 write, 3 read, 4 both). */
import type { LinearAddress } from '../../../src/foundation/addresses.ts';
import type { Fields } from '../fields.ts';
import { ok, packet, partly } from '../packet.ts';

export type BreakpointType = 0 | 1 | 2 | 3 | 4;

export interface BreakpointRequest {
  readonly type: BreakpointType;
  readonly address: LinearAddress;
  /** The bytes watched; for breakpoints the size of the instruction gdb would write. */
  readonly length: number;
}

const types: readonly BreakpointType[] = [0, 1, 2, 3, 4];

/** Reads what `Z` and `z` have in common. */
export function parseBreakpoint(fields: Fields): BreakpointRequest {
  const number = fields.count();
  const type = types.find((known) => known === number);
  if (type === undefined) fields.refuse(`no breakpoint type ${number}`);
  fields.expect(',');
  const address = fields.address();
  fields.expect(',');
  return { type: type ?? 0, address, length: fields.count() };
}

/** Prints what `Z` and `z` have in common. */
export const askBreakpoint = ({ type, address, length }: BreakpointRequest): string =>
  `${type},${address.toString(16)},${length.toString(16)}`;

export const insertBreakpoint = packet({
  prefix: 'Z',
  help: 'Insert a breakpoint or a watchpoint; guest memory is not changed.',
  support: partly('conditions and commands are evaluated by gdb'),
  features: ['swbreak+', 'hwbreak+'],
  parse: parseBreakpoint,
  ask: askBreakpoint,
  print: ok,
});
