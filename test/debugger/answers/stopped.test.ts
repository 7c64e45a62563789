/** Specifies src/debugger/answers/stopped.ts; more is in non-stop.test.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('has nothing to tell where nothing has stopped', () => {
  expect(converse().ask('vStopped')).toBe('OK');
});
