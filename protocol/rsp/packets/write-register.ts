/** `P n=hex[;thread:ID;]`: one register, by its number in the target description. */
import { hexOf, textOfBytes } from '../numbers.ts';
import { full, ok, hexDigits, packet } from '../packet.ts';
import { askThreadSuffix, parseThreadSuffix, type OfThread } from '../thread-suffix.ts';

export const writeRegister = packet({
  prefix: 'P',
  follows: hexDigits,
  help: 'Write one register of the selected CPU.',
  support: full(),
  parse(fields): OfThread & { readonly register: number; readonly image: Uint8Array } {
    const register = fields.count();
    fields.expect('=');
    return { register, image: fields.hexUntil(';'), ...parseThreadSuffix(fields) };
  },
  ask: ({ register, image, ...whose }) =>
    `${register.toString(16)}=${textOfBytes(hexOf(image))}${askThreadSuffix(whose)}`,
  print: ok,
});
