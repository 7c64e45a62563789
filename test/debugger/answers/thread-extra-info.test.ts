/** Specifies src/debugger/answers/thread-extra-info.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('says what a CPU is doing', () => {
  const gdb = converse();
  const text = Buffer.from(gdb.ask('qThreadExtraInfo,p1.2'), 'hex').toString();
  expect(text).toBe('CPU#1 running, ring 0, 64-bit');
  expect(gdb.ask('qThreadExtraInfo,p1.7')).toBe('E03');
});
