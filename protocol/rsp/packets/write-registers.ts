/** `G hex`: all registers of the selected CPU, in the order of the target description. */
import { hexOf } from '../numbers.ts';
import { full, ok, packet } from '../packet.ts';

export const writeRegisters = packet({
  prefix: 'G',
  help: 'Write all registers of the selected CPU; those that are equal are not touched.',
  support: full(),
  parse: (fields): { readonly image: Uint8Array } => ({ image: fields.hexRest() }),
  ask: ({ image }) => hexOf(image),
  print: ok,
});
