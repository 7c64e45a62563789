/** `qXfer:siginfo:read::offset,length`: read why a CPU stopped as Linux tells it, for `$_siginfo`. */
import { full, packet } from '../packet.ts';
import { askTransfer, parseTransfer, printTransfer } from '../transfer.ts';

export const transferSiginfo = packet({
  prefix: 'qXfer:siginfo:read:',
  help: 'Read why the selected CPU stopped, as a siginfo_t of Linux.',
  support: full(),
  needs: 'machine',
  features: ['qXfer:siginfo:read+'],
  parse: parseTransfer,
  ask: askTransfer,
  print: printTransfer,
});
