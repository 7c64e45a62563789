/** `qqemu.sstepbits`: the bits of `Qqemu.sstep` by name; a packet of QEMU's. */
import { nothing, packet, partly } from '../packet.ts';

/** How a step goes: `NOIRQ` holds maskable interrupts back. */
export const stepBits = { ENABLE: 1, NOIRQ: 2 } as const;

export const queryStepBits = packet({
  prefix: 'qqemu.sstepbits',
  follows: '',
  help: 'Name the ways in which a step can go.',
  support: partly('no NOTIMER: time is counted in steps, so each step takes some'),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: (bits: Readonly<Record<string, number>>) =>
    Object.entries(bits)
      .map(([name, bit]) => `${name}=${bit.toString(16)}`)
      .join(),
});
