/** Specifies src/debugger/answers/step-with-signal.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('drops the signal and steps', () => {
  expect(converse().ask('S0b;1080')).toContain('10:8110000000000000;thread:p1.1;');
});
