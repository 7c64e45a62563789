/** Specifies src/debugger/answers/tracepoint-source.ts. */
import { expect, it } from 'vitest';
import { converseInTrace } from '../with-trace.ts';

it('keeps what was typed, as it came', () => {
  const { say, place } = converseInTrace();
  expect(say(`QTDPsrc:1:${place}:at:0:3:6d69`)).toBe('OK');
  expect(say(`QTDPsrc:2:${place}:at:0:3:6d69`)).toBe('E16');
  say('qTfP');
  expect(say('qTsP')).toBe(`Z1:${place}:at:0:3:6d69`);
});

it('has a bound', () => {
  const { say, place } = converseInTrace();
  for (let piece = 0; piece < 256; piece += 1) say(`QTDPsrc:1:${place}:cmd:0:1:41`);
  expect(say(`QTDPsrc:1:${place}:cmd:0:1:41`)).toBe('E16');
});
