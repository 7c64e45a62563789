/** Specifies src/debugger/answers/transfer-siginfo.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('is 128 bytes, read in pieces', () => {
  const gdb = converse();
  gdb.resume('vCont;s:p1.1');
  expect(gdb.ask('qXfer:siginfo:read::0,1000')).toHaveLength(129);
  expect(gdb.ask('qXfer:siginfo:read::0,4')).toBe('m\x05\0\0\0');
  expect(gdb.ask('qXfer:siginfo:read:x:0,4')).toBe('E16');
});
