/** Specifies src/debugger/answers/file-open.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

const file = { name: '/xen', bytes: Uint8Array.from([0x7f, 0x45, 0x4c, 0x46]) };

it('opens the served file for reading, and nothing else', () => {
  const gdb = converse({ file });
  expect(gdb.ask('vFile:open:2f78656e,0,0')).toBe('F0');
  expect(gdb.ask('vFile:open:2f78656e,0,0')).toBe('F1');
  expect(gdb.ask('vFile:open:2f6574632f706173737764,0,0')).toBe('F-1,2');
  expect(gdb.ask('vFile:open:2f2e2e2f78656e,0,0')).toBe('F-1,2');
  expect(converse({ file: { ...file, bits: 32 } }).ask('vFile:open:2f78656e,0,0')).toBe('F-1,2');
  expect(converse().ask('vFile:open:2f78656e,0,0')).toBe('F-1,2');
});

it.each(['1', '2', '8', '200', '400', '601'])('refuses to change it: flags %s', (flags) => {
  expect(converse({ file }).ask(`vFile:open:2f78656e,${flags},1ff`)).toBe('F-1,d');
});

it('has it open sixteen times at most', () => {
  const gdb = converse({ file });
  for (let times = 0; times < 16; times += 1) gdb.ask('vFile:open:2f78656e,0,0');
  expect(gdb.ask('vFile:open:2f78656e,0,0')).toBe('F-1,18');
  expect(gdb.ask('vFile:close:7')).toBe('F0');
  expect(gdb.ask('vFile:open:2f78656e,0,0')).toBe('F7');
});
