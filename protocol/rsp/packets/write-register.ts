/** `P n=hex`: one register, by its number in the target description. */
import { hexOf, textOfBytes } from '../numbers.ts';
import { full, ok, packet } from '../packet.ts';

export const writeRegister = packet({
  prefix: 'P',
  help: 'Write one register of the selected CPU.',
  support: full(),
  parse(fields): { readonly register: number; readonly image: Uint8Array } {
    const register = fields.count();
    fields.expect('=');
    return { register, image: fields.hexRest() };
  },
  ask: ({ register, image }) => `${register.toString(16)}=${textOfBytes(hexOf(image))}`,
  print: ok,
});
