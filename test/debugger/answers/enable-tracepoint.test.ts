/** Specifies src/debugger/answers/enable-tracepoint.ts. */
import { expect, it } from 'vitest';
import { converseInTrace } from '../with-trace.ts';

it('changes it while tracing runs', () => {
  const { say, pass, place } = converseInTrace('D:0:0');
  expect(say(`QTEnable:1:${place}`)).toBe('OK');
  expect(say('qTfP')).toBe(`T1:${place}:E:0:0`);
  pass();
  expect(say(`qTP:1:${place}`) !== 'V0:0').toBe(true);
  expect(say(`QTEnable:2:${place}`)).toBe('E16');
});
