/** Specifies src/debugger/answers/transfer-memory-map.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

const ask = 'qXfer:memory-map:read::0,10000';

it('has both halves of linear memory, and physical memory as it is', () => {
  const regions = converse()
    .ask(ask)
    .match(/<memory .*>/g);
  expect(regions).toEqual([
    '<memory type="ram" start="0x0" length="0x100000000000000"/>',
    '<memory type="ram" start="0xff00000000000000" length="0x100000000000000"/>',
    '<memory type="ram" start="0x100000000000000" length="0x100000"/>',
  ]);
});

it('is one map', () => {
  expect(converse().ask('qXfer:memory-map:read:other:0,10000')).toBe('E16');
});
