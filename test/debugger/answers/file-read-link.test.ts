/** Specifies src/debugger/answers/file-read-link.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('knows no links', () => {
  const gdb = converse({ file: { name: '/xen', bytes: new Uint8Array(4) } });
  expect(gdb.ask('vFile:readlink:2f78656e')).toBe('F-1,16');
  expect(gdb.ask('vFile:readlink:2f')).toBe('F-1,2');
});
