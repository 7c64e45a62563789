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

it('leaves the server as it is in extended mode, with nothing to look at until it starts anew', () => {
  const gdb = converse();
  gdb.ask('!');
  expect(gdb.ask('vKill;1')).toBe('OK');
  expect(gdb.seat.farewell).toBe('none');
  expect([gdb.ask('?'), gdb.ask('g'), gdb.ask('Z0,1000,1')]).toEqual([
    'X09;process:1',
    'E01',
    'E01',
  ]);
  expect(gdb.ask('vRun;')).toMatch(/^T05/);
});
