/** Specifies src/debugger/answers/restart.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('starts the machine anew in silence', () => {
  const gdb = converse();
  gdb.ask('vCont;s:p1.1');
  expect(gdb.resume('R00')).toEqual([]);
  expect(gdb.machine.moment).toBe(0);
  expect(gdb.ask('?')).toMatch(/^T05/);
});
