/** Specifies src/debugger/answers/query-physical-mode.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('is off at first', () => {
  expect(converse().ask('qqemu.PhyMemMode')).toBe('0');
});
