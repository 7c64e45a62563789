/** `qqemu.Supported`: which of QEMU's own packets there are. */
import { full, nothing, packet } from '../packet.ts';

export const queryEmulator = packet({
  prefix: 'qqemu.Supported',
  follows: '',
  help: "List which of QEMU's own packets are answered.",
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: (names: readonly string[]) => names.join(';'),
});
