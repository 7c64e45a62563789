/** Specifies src/debugger/answers/branch-trace-off.ts. */
import { expect, it } from 'vitest';
import { converseWithTrace } from '../with-trace.ts';

it('ends what was begun', () => {
  const { say } = converseWithTrace();
  expect(say('Qbtrace:off')).toBe('E01');
  say('Qbtrace:bts');
  expect(say('Qbtrace:off')).toBe('OK');
  expect(say('qXfer:btrace:read:all:0,1000')).toBe('E01');
});
