/** Specifies src/debugger/answers/first-trace-variable.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('begins with those that are worked out here', () => {
  const timestamp = Buffer.from('trace_timestamp').toString('hex');
  expect(converse().ask('qTfV')).toBe(`1:0:1:${timestamp}`);
});
