/** `qSymbol::`: gdb offers to look symbols up; none is needed. */
import { nothing, ok, packet, partly } from '../packet.ts';

export const symbol = packet({
  prefix: 'qSymbol::',
  follows: '',
  help: 'Decline the offer to look symbols up.',
  support: partly('the server reads symbols from the image itself'),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
