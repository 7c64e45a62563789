/** Specifies src/debugger/monitor/counts.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('shows every count', () => {
  const gdb = converse();
  expect(gdb.monitor('counts').text).toBe('nothing is counted\n');
  gdb.monitor('count 0x1000');
  gdb.machine.counts.set(0x1000n, 1406);
  expect(gdb.monitor('counts').text).toBe('0x0000000000001000 1406\n');
});
