/** `qXfer:siginfo:read::offset,length`: read why a CPU stopped as Linux tells it, for `$_siginfo`. */
import { packet, partly } from '../packet.ts';
import { askTransfer, parseTransfer, printTransfer } from '../transfer.ts';

export const transferSiginfo = packet({
  prefix: 'qXfer:siginfo:read:',
  help: 'Read why the selected CPU stopped, as a siginfo_t of Linux.',
  support: partly(
    '"maintenance packet" reads it; gdb has $_siginfo only where orig_rax of Linux is described',
  ),
  needs: 'machine',
  features: ['qXfer:siginfo:read+'],
  parse: parseTransfer,
  ask: askTransfer,
  print: printTransfer,
});
