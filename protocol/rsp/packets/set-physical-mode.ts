/** `Qqemu.PhyMemMode:0|1`: whether memory packets mean physical memory; a packet of QEMU's. */
import { full, ok, packet } from '../packet.ts';

/** Here it is a matter of one client; QEMU has one switch for all. */
export const setPhysicalMode = packet({
  prefix: 'Qqemu.PhyMemMode:',
  help: "Let this client's memory packets mean physical memory, or no longer.",
  support: full(),
  needs: 'nothing',
  parse(fields): { readonly isPhysical: boolean } {
    const mode = fields.count();
    if (mode > 1) fields.refuse(`mode ${mode}, which is neither 0 nor 1`);
    return { isPhysical: mode === 1 };
  },
  ask: ({ isPhysical }) => (isPhysical ? '1' : '0'),
  print: ok,
});
