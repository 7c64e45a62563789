/** Specifies src/debugger/answers/trace-buffer.ts. */
import { expect, it } from 'vitest';
import { converseWithTrace } from '../with-trace.ts';

it('is as big as was asked for, up to what there may be', () => {
  const { say } = converseWithTrace();
  expect(say('QTBuffer:size:40')).toBe('OK');
  expect(say('qTStatus')).toContain(';tfree:40;tsize:40;');
  say('QTBuffer:size:ffffffff');
  expect(say('qTStatus')).toContain(';tsize:200000;');
  say('QTBuffer:size:40');
  say('QTBuffer:size:-1');
  expect(say('qTStatus')).toContain(';tsize:200000;');
});

it('ends tracing when it is full, or goes round', () => {
  const { say, pass, place } = converseWithTrace();
  say('QTBuffer:size:40');
  say(`QTDP:1:${place}:E:0:0`);
  say('QTStart');
  pass();
  expect(say('qTStatus')).toMatch(/^T0;tfull:0;tframes:2;tcreated:2;/);
  expect(say('QTBuffer:circular:1')).toBe('OK');
  say('QTStart');
  pass();
  expect(say('qTStatus')).toMatch(/^T1;tframes:2;tcreated:(?!2;)/);
});
