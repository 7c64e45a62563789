/** `z type,addr,kind`: removes what the same `Z` inserted. */
import { full, ok, hexDigits, packet } from '../packet.ts';
import { askBreakpoint, parseBreakpoint } from './insert-breakpoint.ts';

export const removeBreakpoint = packet({
  prefix: 'z',
  follows: hexDigits,
  help: 'Remove a breakpoint or a watchpoint.',
  support: full(),
  parse: parseBreakpoint,
  ask: askBreakpoint,
  print: ok,
});
