/** `vFile:close:fd`: close an open file. */
import { printFileResult } from '../file-io.ts';
import { full, packet } from '../packet.ts';

export const fileClose = packet({
  prefix: 'vFile:close:',
  help: 'Close an open file.',
  support: full(),
  needs: 'nothing',
  parse: (fields) => ({ file: fields.count() }),
  ask: ({ file }) => file.toString(16),
  print: printFileResult,
});
