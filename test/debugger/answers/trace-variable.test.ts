/** Specifies src/debugger/answers/trace-variable.ts. */
import { expect, it } from 'vitest';
import { converseInTrace } from '../with-trace.ts';

/** Adds 1 to variable 7: getv, const8, add, setv, end. */
const counting = 'Xa,2c00072201022d000727';

it('is what it is now, or what it was in the frame', () => {
  const { say, pass, place } = converseInTrace('E:0:2-');
  say('QTDV:7:28:0:6e');
  // tracev 7 keeps it for the frame.
  expect(say(`QTDP:-1:${place}:${counting}X4,2e000727`)).toBe('OK');
  pass();
  expect(say('qTV:7')).toBe('V2a');
  say('QTFrame:0');
  expect(say('qTV:7')).toBe('V29');
  expect(say('qTV:8')).toBe('U');
  say('QTFrame:ffffffff');
  expect(say('qTV:7')).toBe('V2a');
  expect(say('qTV:8')).toBe('U');
});

it('tells the moment and the CPU of a frame', () => {
  const { history, say, pass } = converseInTrace();
  pass();
  say('QTFrame:0');
  expect(say('qTV:1')).toBe(`V${history.moment.toString(16)}`);
  expect(say('qTV:2')).toMatch(/^V[01]$/);
});
