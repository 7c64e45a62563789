/** Specifies src/debugger/answers/branch-trace-size.ts. */
import { expect, it } from 'vitest';
import { converseWithTrace } from '../with-trace.ts';

it('bounds how many branches are read, up to a bound of its own', () => {
  const { say, pass } = converseWithTrace();
  expect(say('Qbtrace-conf:bts:size=48')).toBe('OK');
  say('Qbtrace:bts');
  expect(say('qXfer:btrace-conf:read::0,1000')).toContain('size="0x48"');
  pass();
  expect(say('qXfer:btrace:read:all:0,1000')?.match(/<block/g)).toHaveLength(3);
  for (const size of ['0', 'ffffffff']) {
    say(`Qbtrace-conf:bts:size=${size}`);
    expect(say('qXfer:btrace-conf:read::0,1000')).toContain('size="0x180000"');
  }
});
