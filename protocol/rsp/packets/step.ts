/** `s [addr]`: one step of the CPU chosen by `Hc`; gdb sends it where it has no vCont. */
import { full, hexDigits, packet } from '../packet.ts';
import { printStopReply } from '../stop-reply.ts';
import { askBareResume, parseBareResume } from './continue.ts';

export const stepBare = packet({
  prefix: 's',
  follows: hexDigits,
  help: 'Step the CPU chosen by Hc.',
  support: full(),
  parse: parseBareResume,
  ask: askBareResume,
  print: printStopReply,
});
