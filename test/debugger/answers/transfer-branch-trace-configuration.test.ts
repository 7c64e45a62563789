/** Specifies src/debugger/answers/transfer-branch-trace-configuration.ts. */
import { expect, it } from 'vitest';
import { converseWithTrace } from '../with-trace.ts';

it('is there for a CPU that is traced', () => {
  const { say } = converseWithTrace();
  expect(say('qXfer:btrace-conf:read::0,1000')).toBe('E16');
  say('Qbtrace:bts');
  expect(say('qXfer:btrace-conf:read::0,1000')).toContain('<btrace-conf version="1.0">');
});
