/** Specifies src/debugger/answers/watchpoint-support.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('counts the ranges that can be watched', () => {
  expect(converse().ask('qWatchpointSupportInfo:')).toMatch(/^num:\d+;$/);
});
