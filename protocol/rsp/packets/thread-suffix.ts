/** `QThreadSuffixSupported`: lldb asks whether register packets may name their CPU. */
import { full, nothing, ok, packet } from '../packet.ts';

export const threadSuffix = packet({
  prefix: 'QThreadSuffixSupported',
  follows: '',
  help: 'Allow `;thread:ID;` behind register packets (lldb).',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
