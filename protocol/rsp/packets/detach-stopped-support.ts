/** `qSupportsDetachAndStayStopped:`: lldb asks whether there is a `D1`. */
import { full, nothing, ok, packet } from '../packet.ts';

export const detachStoppedSupport = packet({
  prefix: 'qSupportsDetachAndStayStopped:',
  follows: '',
  help: 'Tell that a client may leave the machine standing still (lldb).',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
