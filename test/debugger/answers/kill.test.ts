/** Specifies src/debugger/answers/kill.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('is silent', () => {
  const gdb = converse();
  expect(gdb.resume('k')).toEqual([]);
  expect(gdb.debugger.farewell).toBe('killed');
});
