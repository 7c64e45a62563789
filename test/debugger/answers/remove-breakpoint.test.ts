/** Specifies src/debugger/answers/remove-breakpoint.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('removes what was inserted, and minds nothing that was not', () => {
  const gdb = converse();
  gdb.ask('Z1,1000,1');
  expect([gdb.ask('z1,1000,1'), gdb.ask('z1,1000,1')]).toEqual(['OK', 'OK']);
  expect(gdb.machine.breakpoints.size).toBe(0);
});
