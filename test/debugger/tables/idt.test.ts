/** Specifies src/debugger/tables/idt.ts. */
import { expect, it } from 'vitest';
import { assemble } from '../../machine/assemble.ts';
import { bareMachine, place, type BareMachine } from '../../machine/bare-machine.ts';
import { converseOver } from '../conversation.ts';

const shown = ({ computer }: BareMachine): string[] =>
  converseOver(computer).monitor('info idt').text.trimEnd().split('\n');

it('shows the gates of 64-bit mode, the exceptions by their names', () => {
  const bare = bareMachine({ code: assemble('nop') });
  const gate = (selector: bigint, type: bigint, offset: bigint): bigint =>
    (offset & 0xffffn) | (selector << 16n) | (type << 40n) | (((offset >> 16n) & 0xffffn) << 48n);
  bare.set('idtr_limit', 18 * 16 + 15);
  for (let vector = 0; vector < 19; vector += 1) bare.poke64(place.idt + vector * 16, 0n);
  bare.poke64(place.idt + 2 * 16, gate(0x10n, 0x8en, 0x4020_1000n) | (3n << 32n));
  bare.poke64(place.idt + 2 * 16 + 8, 0xffff_82d0n);
  bare.poke64(place.idt + 3 * 16, gate(0x10n, 0xefn, 0x2000n));
  bare.poke64(place.idt + 3 * 16 + 8, 0n);
  expect(shown(bare)).toEqual([
    'CPU    Vector  Name  Type            DPL  IST  Selector  Offset',
    'CPU#0  0x2     NMI   interrupt gate  0    3    0x10      0xffff82d040201000',
    'CPU#0  0x3     #BP   trap gate       3    0    0x10      0x0000000000002000',
  ]);
});

it('shows the vectors of real mode', () => {
  const bare = bareMachine({ code: assemble('nop', 0x7000, 16), at: 0x7000, mode: 'real' });
  bare.set('idtr_base', 0x200000);
  bare.set('idtr_limit', 0x3ff);
  bare.poke64(0x200000 + 0x10 * 4, 0xf000_1234n);
  expect(shown(bare).slice(1)).toEqual([
    'CPU#0  0x10          real-mode vector            0xf000    0x0000000000001234',
  ]);
});

it('says that there are none', () => {
  const bare = bareMachine({ code: assemble('nop') });
  bare.set('idtr_limit', 0);
  expect(shown(bare)).toEqual(['IDT', 'the IDT of CPU#0 holds no gates']);
  bare.set('idtr_limit', 0xffff);
  bare.set('idtr_base', 0x4000_0000_0000n);
  expect(shown(bare)).toEqual(['IDT', 'the IDT of CPU#0 holds no gates']);
});
