/** `qRcmd,hex`: a line for the `monitor` command of this server. */
import { bytesOfText, hexOf, textOfBytes } from '../numbers.ts';
import { full, packet } from '../packet.ts';

/** Whether the command did what it was asked; its text travels in console packets before this. */
export type MonitorResult = 'done' | 'failed';

/** gdb 13 takes text here for output, so a failure is the two-digit form whatever gdb announced. */
export const monitor = packet({
  prefix: 'qRcmd,',
  help: 'Run a monitor command.',
  support: full(),
  needs: 'machine',
  parse: (fields): { readonly line: string } => ({ line: textOfBytes(fields.hexRest()) }),
  ask: ({ line }) => hexOf(bytesOfText(line)),
  print: (result: MonitorResult) => (result === 'done' ? 'OK' : 'E01'),
});
