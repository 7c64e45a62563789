/** Specifies src/debugger/answers/file-read.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

const file = { name: '/xen', bytes: new Uint8Array(0x2_0000).fill(0x2a) };

it('gives the bytes there are, at most what a packet holds', () => {
  const gdb = converse({ file });
  gdb.ask('vFile:open:2f78656e,0,0');
  expect(gdb.ask('vFile:pread:0,3,10')).toBe('F3;***');
  expect(gdb.ask('vFile:pread:0,3,1fffe')).toBe('F2;**');
  expect(gdb.ask('vFile:pread:0,3,ffffffff')).toBe('F0;');
  expect(gdb.ask('vFile:pread:0,ffffffff,0')).toMatch(/^Ffff0;\*+$/);
});

it('reads nothing that is not open', () => {
  expect(converse({ file }).ask('vFile:pread:0,3,0')).toBe('F-1,9');
});
