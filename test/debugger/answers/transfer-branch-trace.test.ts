/** Specifies src/debugger/answers/transfer-branch-trace.ts. */
import { expect, it } from 'vitest';
import { converseWithTrace } from '../with-trace.ts';

it('is read in pieces that fit together, though time goes on', () => {
  const { say, pass } = converseWithTrace();
  say('Qbtrace:bts');
  pass();
  const whole = say('qXfer:btrace:read:all:0,1ffff')?.slice(1) ?? '';
  const first = say('qXfer:btrace:read:all:0,100') ?? '';
  pass();
  const rest = say('qXfer:btrace:read:all:100,1ffff') ?? '';
  expect(first.slice(1) + rest.slice(1)).toBe(whole);
  expect([first[0], rest[0]]).toEqual(['m', 'l']);
});

it('knows three readings', () => {
  const { say } = converseWithTrace();
  say('Qbtrace:bts');
  expect(say('qXfer:btrace:read:old:0,1000')).toBe('E16');
  expect(say('qXfer:btrace:read:new:0,1000')).toContain('<btrace version="1.0">');
});

it('is not read while a trace frame is looked at', () => {
  const { say, place, pass } = converseWithTrace();
  say('Qbtrace:bts');
  say(`QTDP:1:${place}:E:0:0`);
  say('QTStart');
  pass();
  say('QTFrame:0');
  expect(say('qXfer:btrace:read:all:0,1000')).toBe('E01');
});
