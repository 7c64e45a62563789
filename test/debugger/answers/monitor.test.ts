/** Specifies src/debugger/answers/monitor.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('sends text before its result', () => {
  expect(converse().monitor('when')).toEqual({ text: 'moment 0, CPU 0 is next\n', result: 'OK' });
});

it('makes a failed command an error of gdb', () => {
  expect(converse().monitor('no such thing').result).toBe('E01');
});
