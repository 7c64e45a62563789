/** Specifies src/debugger/answers/stop-reason.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('tells where the machine stands before it has ever run', () => {
  expect(converse().ask('?')).toContain('T05');
});

it('tells a later client how it stopped, but not of breakpoints that are gone', () => {
  const gdb = converse();
  gdb.ask('Z0,1104,1');
  gdb.ask('vCont;c');
  gdb.seat.leave();
  expect(gdb.join().ask('?')).toMatch(/^T05.*thread:p1.2;core:1;$/);
});

it('tells of an exit again and again', () => {
  const gdb = converse();
  gdb.machine.planned.push({ kind: 'exited', cpu: 1, status: 3 });
  expect([gdb.ask('vCont;c'), gdb.ask('?')]).toEqual(['W03;process:1', 'W03;process:1']);
});
