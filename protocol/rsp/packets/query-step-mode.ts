/** `qqemu.sstep`: how steps go for this client; a packet of QEMU's. */
import { full, nothing, packet } from '../packet.ts';

export const queryStepMode = packet({
  prefix: 'qqemu.sstep',
  follows: '',
  help: "Tell how this client's steps go.",
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: (mode: number) => `0x${mode.toString(16)}`,
});
