/** Specifies src/debugger/answers/detach.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('takes every breakpoint and watchpoint away', () => {
  const gdb = converse();
  gdb.ask('Z0,1000,1');
  gdb.ask('Z2,2000,8');
  expect(gdb.ask('D;1')).toBe('OK');
  expect([gdb.seat.farewell, gdb.debugger.isFree]).toEqual(['leaves', true]);
  expect([gdb.machine.breakpoints.size, gdb.machine.watches.size]).toEqual([0, 0]);
});

it('lets an observer go without any effect on the machine', () => {
  const gdb = converse();
  const observer = gdb.join();
  gdb.ask('Z0,1000,1');
  expect(observer.ask('D;1')).toBe('OK');
  expect([observer.seat.farewell, gdb.debugger.isFree]).toEqual(['leaves', false]);
  expect([gdb.seat.drives, gdb.machine.breakpoints.size]).toEqual([true, 1]);
});

it('leaves the machine standing still where lldb wants it so', () => {
  const lldb = converse();
  lldb.ask('Z0,1000,1');
  expect(lldb.ask('D1;0000000000000001')).toBe('OK');
  expect([lldb.seat.farewell, lldb.debugger.isFree, lldb.debugger.isDriven]).toEqual([
    'leaves',
    false,
    false,
  ]);
  expect(lldb.machine.breakpoints.size).toBe(0);
});
