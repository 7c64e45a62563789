/** Specifies src/debugger/answers/continue-with-signal.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('drops the signal and resumes', () => {
  const gdb = converse();
  gdb.ask('Z0,1004,1');
  expect(gdb.ask('C0b')).toContain('swbreak:;thread:p1.1;');
});
