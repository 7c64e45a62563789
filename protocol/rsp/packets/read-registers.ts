/** `g[;thread:ID;]`: all registers of the selected CPU, in the order of the target description. */
import { hexOf } from '../numbers.ts';
import { full, packet } from '../packet.ts';
import { askThreadSuffix, parseThreadSuffix } from '../thread-suffix.ts';

export const readRegisters = packet({
  prefix: 'g',
  follows: ';',
  help: 'Read all registers of the selected CPU.',
  support: full(),
  needs: 'machine',
  parse: parseThreadSuffix,
  ask: askThreadSuffix,
  print: (image: Uint8Array) => hexOf(image),
});
