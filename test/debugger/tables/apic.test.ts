/** Specifies src/debugger/tables/apic.ts. */
import { expect, it } from 'vitest';
import { assemble } from '../../machine/assemble.ts';
import { bareMachine } from '../../machine/bare-machine.ts';
import { converse, converseOver } from '../conversation.ts';

it('has the registers of every controller', () => {
  const { computer } = bareMachine({ code: assemble('nop'), otherEntries: [0x7000] });
  const { text } = converseOver(computer).monitor('info apic');
  expect(text).toMatch(/^APIC +Register +Value +Meaning\nlapic 0 +base +0xfee00900 +xapic\n/);
  expect(text).toMatch(/^lapic 1 +base +0xfee00800 +xapic$/m);
  expect(text).toMatch(/^ioapic +input 23 +0x10000 +masked$/m);
});

it('says so where there is none', () => {
  expect(converse().monitor('info apic').text).toBe('APIC\nthis machine has none\n');
});
