/** Specifies src/debugger/answers/write-memory-binary.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('writes any byte', () => {
  const gdb = converse();
  expect(gdb.ask('X1000,4:$#}\x03')).toBe('OK');
  expect(gdb.ask('m1000,4')).toBe('24237d03');
});

it('may be empty anywhere: so gdb finds out that it is there', () => {
  expect(converse().ask('X0,0:')).toBe('OK');
});
