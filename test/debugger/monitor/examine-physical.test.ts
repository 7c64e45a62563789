/** Specifies src/debugger/monitor/examine-physical.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('shows bytes and letters, sixteen in a line', () => {
  const gdb = converse();
  gdb.ask('M2000,6:58656e00017f');
  expect(gdb.monitor('xp 0x2000 18').text).toBe(
    [
      '      0x2000: 58 65 6e 00 01 7f 90 90 90 90 90 90 90 90 90 90  Xen.............',
      '      0x2010: 90 90                                            ..',
      '',
    ].join('\n'),
  );
});

it('shows 128 bytes if nothing is said, and takes addresses of the window', () => {
  const gdb = converse();
  const { text } = gdb.monitor('xp 3000');
  expect(text.trimEnd().split('\n')).toHaveLength(8);
  expect(gdb.monitor('xp 0x0100000000003000').text).toBe(text);
});

it('says where memory ends', () => {
  const gdb = converse();
  expect(gdb.monitor('xp 0xffffe').text).toMatch(/90 90 .*\n0x100000 is neither RAM nor ROM\n$/);
  expect(gdb.monitor('xp 0x100000')).toEqual({
    text: '0x100000 is neither RAM nor ROM\n',
    result: 'E01',
  });
});

it.each(['xp', 'xp here', 'xp 0 0', 'xp 0 4097', 'xp 10000000000000'])('refuses %s', (line) => {
  expect(converse().monitor(line).result).toBe('E01');
});
