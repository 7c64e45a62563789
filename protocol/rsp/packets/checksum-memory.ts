/** `qCRC:address,length`: a checksum of memory, for gdb's `compare-sections`. */
import { full, packet } from '../packet.ts';
import { readMemory } from './read-memory.ts';

export const checksumMemory = packet({
  prefix: 'qCRC:',
  help: 'Compute the CRC of memory as the selected CPU sees it.',
  support: full(),
  needs: 'machine',
  parse: (fields) => readMemory.parse(fields),
  ask: (range) => readMemory.ask(range),
  print: (crc: number) => `C${crc.toString(16)}`,
});
