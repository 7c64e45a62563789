/** Specifies src/debugger/answers/read-memory.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('reads up to the first unmapped byte', () => {
  const gdb = converse();
  expect(gdb.ask('mffffe,8')).toBe('9090');
});

it('refuses where nothing is mapped', () => {
  const gdb = converse();
  expect(gdb.ask('m100000,8')).toBe('E0e');
});

it('takes no more than a packet full', () => {
  expect(converse().ask('m0,ffffffff')).toHaveLength(0x20000);
});
