/** Specifies src/debugger/answers/define-tracepoint.ts. */
import { expect, it } from 'vitest';
import { consoleText, converse } from '../conversation.ts';
import { converseWithTrace } from '../with-trace.ts';

it('defines a tracepoint, and then what it does', () => {
  const { say, place } = converseWithTrace();
  expect(say('QTDP:-1:1000:Rff')).toBe('E16');
  expect(say(`QTDP:1:${place}:E:0:0-`)).toBe('OK');
  expect(say(`QTDP:-1:${place}:Rff-`)).toBe('OK');
  expect(say(`QTDP:-1:${place}:SX1,27`)).toBe('OK');
  expect(say('qTfP')).toBe(`T1:${place}:E:0:0`);
});

it('refuses what cannot be evaluated', () => {
  const { say, place } = converseWithTrace();
  expect(say(`QTDP:1:${place}:E:0:0:X1,ff`)).toBe('E16');
  say(`QTDP:1:${place}:E:0:0-`);
  expect(say(`QTDP:-1:${place}:X1,ff`)).toBe('E16');
});

it('refuses jumps and markers, and says why', () => {
  const { ask, place } = converseWithTrace();
  const [fast = '', fastRefused] = ask(`QTDP:1:${place}:E:0:0:F5`);
  expect(consoleText(fast)).toContain('a fast tracepoint is a jump in memory');
  expect(fastRefused).toBe('E16');
  const [still = ''] = ask(`QTDP:1:${place}:E:0:0:S`);
  expect(consoleText(still)).toContain('no markers for static tracepoints');
});

it('has a bound', () => {
  const { say } = converseWithTrace();
  for (let number = 1; number <= 1024; number += 1) say(`QTDP:${number.toString(16)}:0:E:0:0`);
  expect(say('QTDP:401:0:E:0:0')).toBe('E01');
  expect(say('QTDP:1:0:D:0:0')).toBe('OK');
});

it('is refused where nothing of the past is kept', () => {
  expect(converse().resume('QTDP:1:1000:E:0:0').at(-1)).toBe('E01');
});

it('is hit at once where tracing runs', () => {
  const { say, place, pass } = converseWithTrace();
  say('QTinit');
  say('QTStart');
  say(`QTDP:1:${place}:E:0:0`);
  pass();
  expect(say(`qTP:1:${place}`)).not.toBe('V0:0');
});
