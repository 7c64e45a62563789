/** Specifies src/debugger/answers/trace-disconnected.ts. */
import { expect, it } from 'vitest';
import { converseInTrace } from '../with-trace.ts';

it('lets tracing outlive its driver', () => {
  const { say } = converseInTrace();
  expect(say('QTDisconnected:1')).toBe('OK');
  say('!');
  say('D;1');
  expect(say('qTStatus')).toMatch(/^T1;.*disconn:1;/);
});

it('is not so unless asked for', () => {
  const { say } = converseInTrace();
  say('!');
  say('D;1');
  expect(say('qTStatus')).toMatch(/^T0;tnotrun:0;tframes:0;/);
  expect(say('qTfP')).toBe('l');
});
