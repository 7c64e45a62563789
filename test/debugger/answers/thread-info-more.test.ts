/** Specifies src/debugger/answers/thread-info-more.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('has nothing to add', () => {
  expect(converse().ask('qsThreadInfo')).toBe('l');
});
