/** `Qqemu.sstep=bits`: how steps go for this client; a packet of QEMU's. */
import { full, ok, packet } from '../packet.ts';

export const setStepMode = packet({
  prefix: 'Qqemu.sstep=',
  help: "Choose how this client's steps go.",
  support: full(),
  needs: 'nothing',
  parse(fields): { readonly mode: number } {
    fields.skip('0x');
    return { mode: fields.count() };
  },
  ask: ({ mode }) => mode.toString(16),
  print: ok,
});
