/** Specifies src/debugger/answers/file-close.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('closes what is open, once', () => {
  const gdb = converse({ file: { name: '/xen', bytes: new Uint8Array(4) } });
  gdb.ask('vFile:open:2f78656e,0,0');
  expect(gdb.ask('vFile:close:0')).toBe('F0');
  expect(gdb.ask('vFile:close:0')).toBe('F-1,9');
});
