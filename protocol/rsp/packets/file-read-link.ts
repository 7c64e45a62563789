/** `vFile:readlink:name`: where a symbolic link leads. */
import { askFileName, parseFileName, printFileResult } from '../file-io.ts';
import { full, packet } from '../packet.ts';

export const fileReadLink = packet({
  prefix: 'vFile:readlink:',
  help: 'Where a symbolic link leads: there are none.',
  support: full(),
  needs: 'nothing',
  parse: (fields) => ({ name: parseFileName(fields) }),
  ask: ({ name }) => askFileName(name),
  print: printFileResult,
});
