/** `G hex[;thread:ID;]`: all registers of the selected CPU, in the order of the target description. */
import { hexOf, textOfBytes } from '../numbers.ts';
import { full, ok, hexDigits, packet } from '../packet.ts';
import { askThreadSuffix, parseThreadSuffix, type OfThread } from '../thread-suffix.ts';

export const writeRegisters = packet({
  prefix: 'G',
  follows: hexDigits,
  help: 'Write all registers of the selected CPU; those that are equal are not touched.',
  support: full(),
  parse: (fields): OfThread & { readonly image: Uint8Array } => ({
    image: fields.hexUntil(';'),
    ...parseThreadSuffix(fields),
  }),
  ask: ({ image, ...whose }) => textOfBytes(hexOf(image)) + askThreadSuffix(whose),
  print: ok,
});
