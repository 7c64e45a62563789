/** `QEnableErrorStrings`: lldb wants the reason of a refusal behind its number. */
import { full, nothing, ok, packet } from '../packet.ts';

export const errorStrings = packet({
  prefix: 'QEnableErrorStrings',
  follows: '',
  help: 'Send the reason of a refusal along, as hex behind the number (lldb).',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
