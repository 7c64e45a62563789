/** Specifies src/debugger/answers/detach-stopped-support.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('lets lldb detach from a machine that stands still', () => {
  expect(converse().ask('qSupportsDetachAndStayStopped:')).toBe('OK');
});
