/** Specifies src/debugger/answers/query-step-mode.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('takes every interrupt in a step until it is told otherwise', () => {
  expect(converse().ask('qqemu.sstep')).toBe('0x1');
});
