/** `g`: all registers of the selected CPU, in the order of the target description. */
import { hexOf } from '../numbers.ts';
import { full, nothing, packet } from '../packet.ts';

export const readRegisters = packet({
  prefix: 'g',
  whole: true,
  help: 'Read all registers of the selected CPU.',
  support: full(),
  needs: 'machine',
  parse: () => nothing,
  ask: () => '',
  print: (image: Uint8Array) => hexOf(image),
});
