/** Specifies src/debugger/monitor/quantum.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('is shown and set', () => {
  const gdb = converse();
  expect(gdb.monitor('quantum').text).toBe('quantum 1\n');
  expect(gdb.monitor('quantum 100').text).toBe('quantum 100\n');
  expect(gdb.machine.quantum).toBe(100);
});

it.each(['0', '-1', '1.5', 'many', '1000000001'])('is never %s', (value) => {
  const gdb = converse();
  expect(gdb.monitor(`quantum ${value}`).result).toBe('E01');
  expect(gdb.machine.quantum).toBe(1);
});
