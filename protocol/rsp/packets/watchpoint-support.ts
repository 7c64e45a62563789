/** `qWatchpointSupportInfo:`: lldb asks how many watchpoints there can be. */
import { pairs } from '../lldb.ts';
import { full, nothing, packet } from '../packet.ts';

export const watchpointSupport = packet({
  prefix: 'qWatchpointSupportInfo:',
  follows: '',
  help: 'Tell how many watchpoints there can be (lldb).',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: (count: number) => pairs(['num', String(count)]),
});
