/** Specifies src/debugger/answers/file-stat.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('tells the size of what is open', () => {
  const gdb = converse({ file: { name: '/xen', bytes: new Uint8Array(0x41) } });
  expect(gdb.ask('vFile:fstat:0')).toBe('F-1,9');
  gdb.ask('vFile:open:2f78656e,0,0');
  expect(gdb.ask('vFile:fstat:0')).toMatch(/^F40;/);
  expect(gdb.ask('vFile:fstat:0').charCodeAt(4 + 35)).toBe(0x41);
});
