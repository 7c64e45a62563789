/** Specifies src/debugger/answers/write-memory.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('writes what m then reads', () => {
  const gdb = converse();
  expect(gdb.ask('M1000,2:cc90')).toBe('OK');
  expect(gdb.ask('m1000,2')).toBe('cc90');
});

it('writes nothing where only a part is mapped', () => {
  const gdb = converse();
  expect(gdb.ask('Mfffff,2:cccc')).toBe('E0e');
  expect(gdb.ask('mfffff,1')).toBe('90');
});
