/** Specifies src/debugger/answers/read-registers.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('is about the CPU of the last Hg', () => {
  const gdb = converse();
  const first = gdb.ask('g');
  gdb.ask('Hgp1.2');
  expect(gdb.ask('g')).not.toBe(first);
  expect(gdb.ask('g').slice(256, 272)).toBe('0011000000000000');
});

it('reads those of the CPU that the packet names', () => {
  const gdb = converse();
  expect(gdb.ask('g;thread:2;')).not.toBe(gdb.ask('g'));
  expect(gdb.ask('g;thread:9;')).toBe('E03');
});
