/** `qXfer:threads:read:annex:offset,length`: read the list of CPUs, as XML, in pieces. */
import { full, packet } from '../packet.ts';
import { askTransfer, parseTransfer, printTransfer } from '../transfer.ts';

export const transferThreads = packet({
  prefix: 'qXfer:threads:read:',
  help: 'Read the list of CPUs.',
  support: full(),
  features: ['qXfer:threads:read+'],
  needs: 'machine',
  parse: parseTransfer,
  ask: askTransfer,
  print: printTransfer,
});
