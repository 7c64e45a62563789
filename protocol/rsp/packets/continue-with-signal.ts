/** `C sig[;addr]`: `c` with a signal, which a machine does not have. */
import type { Fields } from '../fields.ts';
import { hexByte } from '../numbers.ts';
import { hexDigits, packet, partly } from '../packet.ts';
import { printStopReply } from '../stop-reply.ts';
import { askBareResume, parseBareResume, type BareResume } from './continue.ts';

export interface SignalledResume extends BareResume {
  readonly signal: number;
}

/** Reads what `C` and `S` have in common. */
export function parseSignalledResume(fields: Fields): SignalledResume {
  const signal = fields.count();
  return fields.skip(';') ? { signal, ...parseBareResume(fields) } : { signal };
}

/** Prints what `C` and `S` have in common. */
export const askSignalledResume = (request: SignalledResume): string =>
  hexByte(request.signal) + (request.address === undefined ? '' : `;${askBareResume(request)}`);

export const continueWithSignal = packet({
  prefix: 'C',
  follows: hexDigits,
  help: 'Resume the CPU chosen by Hc; the signal is dropped.',
  support: partly('the signal is not delivered: a machine has none'),
  parse: parseSignalledResume,
  ask: askSignalledResume,
  print: printStopReply,
});
