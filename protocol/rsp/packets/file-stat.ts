/** `vFile:fstat:fd`: size and mode of an open file. */
import { printFileResult } from '../file-io.ts';
import { full, packet } from '../packet.ts';

export const fileStat = packet({
  prefix: 'vFile:fstat:',
  help: 'Size and mode of an open file.',
  support: full(),
  needs: 'nothing',
  parse: (fields) => ({ file: fields.count() }),
  ask: ({ file }) => file.toString(16),
  print: printFileResult,
});
