/** Specifies src/debugger/answers/kill.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('is silent', () => {
  const gdb = converse();
  expect(gdb.resume('k')).toEqual([]);
  expect(gdb.seat.farewell).toBe('kills');
});

it('ends the connection of an observer, and nothing else', () => {
  const gdb = converse();
  const observer = gdb.join();
  expect(observer.resume('k')).toEqual([]);
  expect([observer.seat.farewell, gdb.seat.farewell]).toEqual(['leaves', 'none']);
});

it('tells lldb, which waits for it, that the machine has been ended', () => {
  const lldb = converse();
  lldb.ask('QListThreadsInStopReply');
  expect(lldb.ask('k')).toBe('X09;process:1');
  expect(lldb.seat.farewell).toBe('kills');
});
