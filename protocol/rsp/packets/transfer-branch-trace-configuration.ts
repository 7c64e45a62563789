/** `qXfer:btrace-conf:read::offset,length`: read how the branches of a CPU are traced. */
import { full, packet } from '../packet.ts';
import { askTransfer, parseTransfer, printTransfer } from '../transfer.ts';

export const transferBranchTraceConfiguration = packet({
  prefix: 'qXfer:btrace-conf:read:',
  help: 'Read how the branches of the selected CPU are traced.',
  support: full(),
  features: ['qXfer:btrace-conf:read+'],
  needs: 'machine',
  parse: parseTransfer,
  ask: askTransfer,
  print: printTransfer,
});
