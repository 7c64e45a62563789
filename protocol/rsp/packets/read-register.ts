/** `p n`: one register, by its number in the target description. */
import { hexOf } from '../numbers.ts';
import { full, packet } from '../packet.ts';

export const readRegister = packet({
  prefix: 'p',
  help: 'Read one register of the selected CPU.',
  support: full(),
  needs: 'machine',
  parse: (fields): { readonly register: number } => ({ register: fields.count() }),
  ask: ({ register }) => register.toString(16),
  print: (image: Uint8Array) => hexOf(image),
});
