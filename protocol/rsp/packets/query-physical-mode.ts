/** `qqemu.PhyMemMode`: whether memory packets mean physical memory; a packet of QEMU's. */
import { full, nothing, packet } from '../packet.ts';

export const queryPhysicalMode = packet({
  prefix: 'qqemu.PhyMemMode',
  follows: '',
  help: "Tell whether this client's memory packets mean physical memory.",
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: (isPhysical: boolean) => (isPhysical ? '1' : '0'),
});
