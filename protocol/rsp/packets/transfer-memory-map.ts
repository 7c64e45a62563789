/** `qXfer:memory-map:read::offset,length`: read what lies where, as XML, in pieces. */
import { full, packet } from '../packet.ts';
import { askTransfer, parseTransfer, printTransfer } from '../transfer.ts';

export const transferMemoryMap = packet({
  prefix: 'qXfer:memory-map:read:',
  help: 'Read which addresses gdb may use, and which of them are read-only.',
  support: full(),
  needs: 'nothing',
  features: ['qXfer:memory-map:read+'],
  parse: parseTransfer,
  ask: askTransfer,
  print: printTransfer,
});
