/** Specifies src/debugger/answers/kill-process.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('ends the machine, which is process 1', () => {
  const gdb = converse();
  expect(gdb.ask('vKill;2')).toBe('E03');
  expect(gdb.seat.farewell).toBe('none');
  expect(gdb.ask('vKill;1')).toBe('OK');
  expect(gdb.seat.farewell).toBe('kills');
});
