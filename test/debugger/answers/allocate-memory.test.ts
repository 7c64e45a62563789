/** Specifies src/debugger/answers/allocate-memory.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('is refused, not unknown: lldb would call the mmap of a guest that has none', () => {
  expect(converse().ask('_M1000,rw')).toBe('E01');
});
