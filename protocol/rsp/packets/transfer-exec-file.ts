/** `qXfer:exec-file:read:process:offset,length`: the name of the file that has the symbols. */
import { full, packet } from '../packet.ts';
import { askTransfer, parseTransfer, printTransfer } from '../transfer.ts';

export const transferExecFile = packet({
  prefix: 'qXfer:exec-file:read:',
  help: 'Read the name of the file with symbols, which `vFile` serves.',
  support: full(),
  features: ['qXfer:exec-file:read+'],
  needs: 'nothing',
  parse: parseTransfer,
  ask: askTransfer,
  print: printTransfer,
});
