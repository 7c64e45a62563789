/** Specifies src/debugger/answers/write-registers.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('changes nothing when it brings back what g has read', () => {
  const gdb = converse();
  expect(gdb.ask(`G${gdb.ask('g')}`)).toBe('OK');
  expect(gdb.machine.registerWrites).toEqual([]);
});

it('writes only what differs', () => {
  const gdb = converse();
  expect(gdb.ask(`G01${gdb.ask('g').slice(2)}`)).toBe('OK');
  expect(gdb.machine.registerWrites).toEqual(['rax']);
});

it('names what cannot be held', () => {
  const gdb = converse({ features: 'qSupported:error-message+' });
  gdb.machine.refused.add('rax');
  expect(gdb.ask(`G01${gdb.ask('g').slice(2)}`)).toBe(
    'E.rax cannot hold these values; the others do',
  );
});

it('must bring all registers', () => {
  expect(converse().ask('G00')).toBe('E16');
});
