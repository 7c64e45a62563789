/** Specifies src/debugger/monitor/step-interrupts.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('shows and sets what Qqemu.sstep sets', () => {
  const gdb = converse();
  const taken = 'maskable interrupts are taken while stepping\n';
  const held = 'maskable interrupts are held while stepping\n';
  expect(gdb.monitor('step-interrupts').text).toBe(taken);
  expect(gdb.monitor('step-interrupts held').text).toBe(held);
  expect(gdb.ask('qqemu.sstep')).toBe('0x3');
  gdb.ask('Qqemu.sstep=1');
  expect(gdb.monitor('step-interrupts').text).toBe(taken);
});

it.each(['maybe', 'toString'])('is never %s', (word) => {
  expect(converse().monitor(`step-interrupts ${word}`).result).toBe('E01');
});

it('is a matter of one client', () => {
  const gdb = converse();
  gdb.monitor('step-interrupts held');
  expect(gdb.join().monitor('step-interrupts').text).toContain('taken');
});
