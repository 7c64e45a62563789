/** Specifies src/debugger/answers/must-reply-empty.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('is answered as anything unknown is', () => {
  const gdb = converse();
  expect(gdb.ask('vMustReplyEmpty')).toBe(gdb.ask('vSomethingNew'));
});
