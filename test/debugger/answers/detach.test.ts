/** Specifies src/debugger/answers/detach.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('takes every breakpoint and watchpoint away', () => {
  const gdb = converse();
  gdb.ask('Z0,1000,1');
  gdb.ask('Z2,2000,8');
  expect(gdb.ask('D;1')).toBe('OK');
  expect(gdb.debugger.farewell).toBe('detached');
  expect([gdb.machine.breakpoints.size, gdb.machine.watches.size]).toEqual([0, 0]);
});
