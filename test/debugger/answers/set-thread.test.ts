/** Specifies src/debugger/answers/set-thread.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('keeps the selected CPU when any will do', () => {
  const gdb = converse();
  gdb.ask('Hgp1.2');
  expect([gdb.ask('Hgp0.0'), gdb.ask('qC')]).toEqual(['OK', 'QCp1.2']);
});

it('refuses a CPU that is not there', () => {
  expect(converse().ask('Hgp1.3')).toBe('E03');
});
