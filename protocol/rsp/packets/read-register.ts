/** `p n[;thread:ID;]`: one register, by its number in the target description. */
import { hexOf } from '../numbers.ts';
import { full, hexDigits, packet } from '../packet.ts';
import { askThreadSuffix, parseThreadSuffix, type OfThread } from '../thread-suffix.ts';

export const readRegister = packet({
  prefix: 'p',
  follows: hexDigits,
  help: 'Read one register of the selected CPU.',
  support: full(),
  needs: 'machine',
  parse: (fields): OfThread & { readonly register: number } => ({
    register: fields.count(),
    ...parseThreadSuffix(fields),
  }),
  ask: ({ register, ...whose }) => register.toString(16) + askThreadSuffix(whose),
  print: (image: Uint8Array) => hexOf(image),
});
