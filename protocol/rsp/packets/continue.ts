/** `c [addr]`: resumes the CPUs chosen by `Hc`; gdb sends it where it has no vCont. */
import type { LinearAddress } from '../../../src/foundation/addresses.ts';
import type { Fields } from '../fields.ts';
import { full, hexDigits, packet } from '../packet.ts';
import { printStopReply } from '../stop-reply.ts';

export interface BareResume {
  /** Where to go on, instead of at rip. */
  readonly address?: LinearAddress;
}

/** Reads the optional address of `c` and `s`. */
export const parseBareResume = (fields: Fields): BareResume =>
  fields.atEnd ? {} : { address: fields.address() };

/** Prints the optional address of `c` and `s`. */
export const askBareResume = ({ address }: BareResume): string => address?.toString(16) ?? '';

export const continueBare = packet({
  prefix: 'c',
  follows: hexDigits,
  help: 'Resume the CPU chosen by Hc.',
  support: full(),
  parse: parseBareResume,
  ask: askBareResume,
  print: printStopReply,
});
