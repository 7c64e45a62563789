/** Specifies src/debugger/monitor/drive.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('takes the seat when it is free, and only then', () => {
  const gdb = converse();
  const observer = gdb.join();
  expect(gdb.monitor('drive').text).toMatch(/^you drive this machine/);
  expect(observer.monitor('drive')).toEqual({
    text: 'another gdb drives this machine and you observe: wait until it leaves\n',
    result: 'E01',
  });
  gdb.seat.leave();
  expect(observer.monitor('drive').text).toMatch(/^you drive from moment 0 on/);
  expect(observer.ask('vCont;s:p1.1')).toMatch(/^T05/);
});

it('halts a guest that was left to itself', () => {
  const gdb = converse();
  const observer = gdb.join();
  gdb.ask('D;1');
  gdb.debugger.runFreely(10);
  expect(observer.monitor('drive').text).toMatch(/^you drive from moment 10 on/);
  expect(gdb.debugger.runFreely(10)).toBe(false);
});
