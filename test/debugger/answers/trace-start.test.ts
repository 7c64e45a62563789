/** Specifies src/debugger/answers/trace-start.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';
import { converseInTrace } from '../with-trace.ts';

it('begins anew: with no frames, at the present', () => {
  const { history, say, pass, place } = converseInTrace();
  pass();
  const home = history.moment;
  say('QTFrame:0');
  expect(say('QTStart')).toBe('OK');
  expect(history.moment).toBe(home);
  expect(say('qTStatus')).toContain('T1;tframes:0;');
  expect(say(`qTP:1:${place}`)).toBe('V0:0');
});

it('is refused where nothing of the past is kept', () => {
  expect(converse().resume('QTStart').at(-1)).toBe('E01');
});
