/** Specifies src/debugger/answers/trace-read-only.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('has nothing to do: all memory of a moment is there', () => {
  expect(converse().ask('QTro:1000,1fff')).toBe('OK');
});
