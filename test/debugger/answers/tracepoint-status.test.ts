/** Specifies src/debugger/answers/tracepoint-status.ts. */
import { expect, it } from 'vitest';
import { converseInTrace } from '../with-trace.ts';

it('tells hits, and the bytes of its frames, those of single steps as well', () => {
  const { say, pass, place } = converseInTrace('E:3:1');
  pass();
  expect(say(`qTP:1:${place}`)).toBe('V1:80');
  expect(say('qTP:1:1000')).toBe('E16');
});
