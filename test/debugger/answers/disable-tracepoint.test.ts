/** Specifies src/debugger/answers/disable-tracepoint.ts. */
import { expect, it } from 'vitest';
import { converseInTrace } from '../with-trace.ts';

it('changes it while tracing runs', () => {
  const { say, pass, place } = converseInTrace('E:0:0');
  expect(say(`QTDisable:1:${place}`)).toBe('OK');
  expect(say('qTfP')).toBe(`T1:${place}:D:0:0`);
  pass();
  expect(say(`qTP:1:${place}`) !== 'V0:0').toBe(false);
  expect(say(`QTDisable:2:${place}`)).toBe('E16');
});
