/** Specifies src/debugger/answers/read-register.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('knows registers by number', () => {
  const gdb = converse();
  expect([gdb.ask('p10'), gdb.ask('p11'), gdb.ask('pffff')]).toEqual([
    '0010000000000000',
    '02000000',
    'E16',
  ]);
});
