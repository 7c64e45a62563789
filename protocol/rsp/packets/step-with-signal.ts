/** `S sig[;addr]`: `s` with a signal, which a machine does not have. */
import { hexDigits, packet, partly } from '../packet.ts';
import { printStopReply } from '../stop-reply.ts';
import { askSignalledResume, parseSignalledResume } from './continue-with-signal.ts';

export const stepWithSignal = packet({
  prefix: 'S',
  follows: hexDigits,
  help: 'Step the CPU chosen by Hc; the signal is dropped.',
  support: partly('the signal is not delivered: a machine has none'),
  parse: parseSignalledResume,
  ask: askSignalledResume,
  print: printStopReply,
});
