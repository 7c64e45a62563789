/** Specifies src/debugger/monitor/type.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('sends words and keys to the guest', () => {
  const gdb = converse();

  expect(gdb.monitor('type ls -l\\r').text).toBe('6 bytes on their way at moment 0\n');
  gdb.monitor('type \\x01\\\\\\q');

  expect(gdb.machine.typed).toEqual(['ls -l\r', '\x01\\\\q']);
});

it('says how much was lost', () => {
  const gdb = converse();

  expect(gdb.monitor('type 0123456789')).toEqual({
    result: 'E01',
    text: 'the wire is full: the last 2 of 10 bytes are lost\n',
  });
  expect(gdb.monitor('type').result).toBe('E01');
});
