/** `vFile:setfs:pid`: whose files the packets behind it are about. */
import { printFileResult } from '../file-io.ts';
import { full, packet } from '../packet.ts';

export const fileSetRoot = packet({
  prefix: 'vFile:setfs:',
  help: 'Choose whose files are meant: all processes have the same.',
  support: full(),
  needs: 'nothing',
  parse: (fields) => ({ process: fields.count() }),
  ask: ({ process }) => process.toString(16),
  print: printFileResult,
});
