/** Specifies src/debugger/answers/next-trace-variable.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('goes on to those of gdb, and to the end', () => {
  const { ask } = converse();
  ask('QTDV:7:2a:0:6e');
  ask('qTfV');
  expect(ask('qTsV')).toBe(`2:0:1:${Buffer.from('trace_cpu').toString('hex')}`);
  expect([ask('qTsV'), ask('qTsV')]).toEqual(['7:2a:0:6e', 'l']);
});
