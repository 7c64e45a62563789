/** Specifies src/debugger/answers/trace-status.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';
import { converseInTrace } from '../with-trace.ts';

it('tells that tracing never ran, also without a past and to observers', () => {
  const status =
    'T0;tnotrun:0;tframes:0;tcreated:0;tfree:200000;tsize:200000;circular:0;disconn:0;username:;notes:';
  const gdb = converse();
  expect(gdb.ask('qTStatus')).toBe(status);
  expect(gdb.join().ask('qTStatus')).toBe(status);
});

it('tells why it has ended', () => {
  const { say, pass } = converseInTrace('E:0:2');
  pass();
  expect(say('qTStatus')).toMatch(/^T0;tpasscount:1;tframes:2;tcreated:2;/);
});
