/** Specifies src/debugger/answers/read-memory-binary.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('reads the same bytes as m', () => {
  const gdb = converse();
  gdb.ask('M1000,3:240023');
  expect(gdb.ask('x1000,3')).toBe('b$\0#');
});
