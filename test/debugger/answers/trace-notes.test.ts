/** Specifies src/debugger/answers/trace-notes.ts. */
import { expect, it } from 'vitest';
import { converseInTrace } from '../with-trace.ts';

it('takes the reason of the end also behind it, as gdb sends it', () => {
  const { say } = converseInTrace();
  say('QTStop');
  expect(say('qTStatus')).toMatch(/^T0;tstop::0;/);
  say('QTNotes:tstop:6e6f77;');
  expect(say('qTStatus')).toMatch(/^T0;tstop:6e6f77:0;/);
});

it('keeps them for the status, the last one as the reason of the end', () => {
  const { say } = converseInTrace();
  expect(say('QTNotes:user:6d65;notes:6e6f7465;')).toBe('OK');
  expect(say('QTNotes:tstop:6e6f77;')).toBe('OK');
  say('QTStop');
  expect(say('qTStatus')).toMatch(/^T0;tstop:6e6f77:0;.*username:6d65;notes:6e6f7465$/);
});
