/** `qXfer:features:read:annex:offset,length`: read the target description, as XML, in pieces. */
import { full, packet } from '../packet.ts';
import { askTransfer, parseTransfer, printTransfer } from '../transfer.ts';

export const transferFeatures = packet({
  prefix: 'qXfer:features:read:',
  help: 'Read the target description.',
  support: full(),
  features: ['qXfer:features:read+'],
  needs: 'nothing',
  parse: parseTransfer,
  ask: askTransfer,
  print: printTransfer,
});
