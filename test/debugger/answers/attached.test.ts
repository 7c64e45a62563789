/** Specifies src/debugger/answers/attached.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('says that the machine was there first, so that quitting gdb kills nothing', () => {
  expect(converse().ask('qAttached:1')).toBe('1');
});
