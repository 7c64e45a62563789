/** `qXfer:btrace:read:annex:offset,length`: read branches: `all`, `new` ones, or the `delta`. */
import { full, packet } from '../packet.ts';
import { askTransfer, parseTransfer, printTransfer } from '../transfer.ts';

export const transferBranchTrace = packet({
  prefix: 'qXfer:btrace:read:',
  help: 'Read the branches of the selected CPU.',
  support: full(),
  features: ['qXfer:btrace:read+'],
  parse: parseTransfer,
  ask: askTransfer,
  print: printTransfer,
});
