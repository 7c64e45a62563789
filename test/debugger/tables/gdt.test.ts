/** Specifies src/debugger/tables/gdt.ts. */
import { expect, it } from 'vitest';
import { assemble } from '../../machine/assemble.ts';
import { bareMachine, place, type BareMachine } from '../../machine/bare-machine.ts';
import { converseOver } from '../conversation.ts';

const shown = ({ computer }: BareMachine): string[] =>
  converseOver(computer).monitor('info gdt').text.trimEnd().split('\n').slice(1);

it('shows segments, and system descriptors of two places as one', () => {
  const bare = bareMachine({ code: assemble('nop') });
  bare.set('gdtr_limit', 0x67);
  bare.poke64(place.gdt + 0x40, 0x4000_8b12_3456_0067n);
  bare.poke64(place.gdt + 0x48, 0xffff_82d0n);
  const rows = shown(bare);
  expect(rows.map((row) => row.split(/ {2,}/).slice(2, 5).join(' '))).toEqual([
    '0x10 code 0',
    '0x18 data 0',
    '0x20 code 0',
    '0x28 data 3',
    '0x30 code 3',
    '0x40 TSS, busy 0',
    '0x50 code 0',
    '0x58 data 0',
    '0x60 data 0',
  ]);
  expect(rows[0]).toMatch(/ 0x0000000000000000 +0xffffffff +64-bit readable accessed$/);
  expect(rows[5]).toMatch(/ 0xffff82d040123456 +0x67$/);
  expect(rows[8]).toMatch(/ 32-bit writable accessed not present$/);
});

it('has no descriptors in real mode', () => {
  const bare = bareMachine({ code: assemble('nop', 0x7000, 16), at: 0x7000, mode: 'real' });
  expect(shown(bare)).toEqual(['CPU#0 is in real mode and uses no descriptors']);
});

it('shows the gates of an LDT', () => {
  const bare = bareMachine({ code: assemble('nop', 0x7000, 32), at: 0x7000, mode: 'protected' });
  bare.set('gdtr_limit', 7);
  bare.set('ldtr', 0x48);
  bare.set('ldtr_base', place.data);
  bare.set('ldtr_limit', 15);
  bare.poke64(place.data + 8, 0x1234_ec00_0010_5678n);
  expect(shown(bare)).toEqual([
    'CPU#0  LDT    0xc       call gate  3    0x0000000012345678         to 0x10',
  ]);
});
