/** Specifies src/debugger/answers/first-tracepoint.ts. */
import { expect, it } from 'vitest';
import { converseInTrace } from '../with-trace.ts';

it('begins with the first one, each time', () => {
  const { say, place } = converseInTrace();
  expect(say('qTfP')).toBe(`T1:${place}:E:0:0`);
  expect(say('qTfP')).toBe(`T1:${place}:E:0:0`);
  say('QTinit');
  expect(say('qTfP')).toBe('l');
});
