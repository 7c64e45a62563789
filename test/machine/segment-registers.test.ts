/** Specifies src/machine/segment-registers.ts. */
import { expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import { bareMachine, place, selector } from './bare-machine.ts';

it('shows what a CPU has loaded from a descriptor', () => {
  const bare = bareMachine({ code: assemble('mov %ax, %ds') });
  bare.poke64(place.gdt + selector.data16, 0x0040_9312_3456_7fffn);
  bare.set('rax', selector.data16);
  bare.step();

  const names = ['ds', 'ds_base', 'ds_limit', 'ds_attr'];
  expect(names.map((name) => bare.get(name))).toEqual([0x58n, 0x12_3456n, 0x7fffn, 0x493n]);
});

it('shows LDTR and TR with their selectors', () => {
  const bare = bareMachine({ code: assemble('nop') });

  const names = ['tr', 'tr_base', 'tr_limit', 'tr_attr', 'ldtr'];
  const wanted = [selector.tss, place.tss, 0x67, 0x8b, 0].map(BigInt);
  expect(names.map((name) => bare.get(name))).toEqual(wanted);
});

it('makes 16-bit code of 32-bit code by the attributes of CS', () => {
  const bare = bareMachine({ code: assemble('nop', place.code, 32), mode: 'protected' });
  bare.set('cs_attr', 0x9b);

  expect(bare.computer.codeBits(0)).toBe(16);
});

it('bounds a segment by the limit that a debugger writes', () => {
  const bare = bareMachine({
    code: assemble('mov 0x200000, %eax', place.code, 32),
    mode: 'protected',
  });
  bare.set('ds_limit', 0x20_0002);
  bare.step();

  expect(bare.get('rip')).not.toBe(BigInt(place.code + 5));
});
