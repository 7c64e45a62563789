/** Specifies src/debugger/answers/transfer-exec-file.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('names the served file', () => {
  const gdb = converse({ file: { name: '/xen', bytes: new Uint8Array(4) } });
  expect(gdb.ask('qXfer:exec-file:read:1:0,1000')).toBe('l/xen');
  expect(gdb.ask('qXfer:exec-file:read::1,2')).toBe('mxe');
});

it('names none where there is none', () => {
  expect(converse().ask('qXfer:exec-file:read:1:0,1000')).toBe('E16');
});
