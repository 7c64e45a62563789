/** Specifies src/debugger/answers/thread-info.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('lists every CPU', () => {
  expect(converse({ cpuCount: 3 }).ask('qfThreadInfo')).toBe('mp1.1,p1.2,p1.3');
});
