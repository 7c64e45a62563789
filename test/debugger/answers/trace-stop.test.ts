/** Specifies src/debugger/answers/trace-stop.ts. */
import { expect, it } from 'vitest';
import { converseInTrace } from '../with-trace.ts';

it('notes no more, and keeps what there is', () => {
  const { say, pass, place } = converseInTrace();
  pass();
  const hits = say(`qTP:1:${place}`);
  expect(say('QTStop')).toBe('OK');
  pass();
  expect(say(`qTP:1:${place}`)).toBe(hits);
  expect(say('QTFrame:0')).toBe('F0T1');
});
