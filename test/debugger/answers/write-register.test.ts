/** Specifies src/debugger/answers/write-register.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('writes one register of its own width', () => {
  const gdb = converse();
  expect([gdb.ask('P0=0200000000000080'), gdb.ask('p0')]).toEqual(['OK', '0200000000000080']);
  expect(gdb.ask('P11=0200000000000080')).toBe('E16');
});
