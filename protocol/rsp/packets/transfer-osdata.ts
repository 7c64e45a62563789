/** `qXfer:osdata:read:annex:offset,length`: read a table of `info os`, as XML, in pieces. */
import { full, packet } from '../packet.ts';
import { askTransfer, parseTransfer, printTransfer } from '../transfer.ts';

export const transferOsdata = packet({
  prefix: 'qXfer:osdata:read:',
  help: 'Read a table of `info os`.',
  support: full(),
  features: ['qXfer:osdata:read+'],
  needs: 'machine',
  parse: parseTransfer,
  ask: askTransfer,
  print: printTransfer,
});
