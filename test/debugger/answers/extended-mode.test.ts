/** Specifies src/debugger/answers/extended-mode.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('makes the server outlive the guest', () => {
  const gdb = converse();
  gdb.ask('!');
  gdb.machine.planned.push({ kind: 'exited', cpu: 0, status: 0 });
  expect(gdb.ask('vCont;c')).toBe('W00;process:1');
  expect(gdb.debugger.isOver).toBe(false);
});
