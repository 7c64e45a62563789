/** Specifies src/debugger/monitor/when.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('tells the moment and whose turn is next', () => {
  const gdb = converse();
  gdb.ask('vCont;s:p1.2');
  expect(gdb.monitor('when').text).toBe('moment 1, CPU 1 is next\n');
});
