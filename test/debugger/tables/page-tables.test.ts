/** Specifies src/debugger/tables/page-tables.ts. */
import { expect, it } from 'vitest';
import { assemble } from '../../machine/assemble.ts';
import { bareMachine, place } from '../../machine/bare-machine.ts';
import { converseOver } from '../conversation.ts';
import { StillMachine } from '../still-machine.ts';

it('shows ranges with their rights and the size of their pages', () => {
  const bare = bareMachine({ code: assemble('nop') });
  bare.poke64(place.pdpt + 8, 0x8000_0000_4000_0183n);
  const { text } = converseOver(bare.computer).monitor('info pagetables');
  expect(text.trimEnd().split('\n')).toEqual([
    'CPU    Linear              To                  Physical            Page   Rights',
    'CPU#0  0x0000000000000000  0x0000000000ffffff  0x0000000000000000  4 KiB  rwx user',
    'CPU#0  0x0000000040000000  0x000000007fffffff  0x0000000040000000  1 GiB  rw- supervisor global',
  ]);
});

it('says where it is not all there is', () => {
  const machine = new StillMachine();
  const [range] = machine.mappings().ranges;
  if (range === undefined) throw new Error('no range');
  machine.mappings = () => ({ ranges: Array.from({ length: 5000 }, () => range), complete: false });
  const lines = converseOver(machine).monitor('info pagetables').text.trimEnd().split('\n');
  expect(lines).toHaveLength(4099);
  expect(lines.slice(-2)).toEqual(['904 more are not shown', 'there is more than was looked at']);
});
