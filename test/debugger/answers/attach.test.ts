/** Specifies src/debugger/answers/attach.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('halts the machine that this client has detached from', () => {
  const gdb = converse();
  gdb.ask('!');
  expect([gdb.ask('D;1'), gdb.seat.farewell]).toEqual(['OK', 'none']);
  expect(gdb.ask('Z0,1000,1')).toBe('E01');
  gdb.debugger.runFreely(4);
  expect(gdb.ask('vAttach;1')).toMatch(/^T05.*thread:p1.1;core:0;$/);
  expect([gdb.debugger.isFree, gdb.seat.drives]).toEqual([false, true]);
});

it('refuses what is not there or belongs to somebody else', () => {
  const gdb = converse();
  expect(gdb.ask('vAttach;2')).toBe('E03');
  expect(gdb.join().ask('vAttach;1')).toBe('E01');
  gdb.ask('!');
  gdb.ask('vKill;1');
  expect(gdb.ask('vAttach;1')).toBe('E01');
});
