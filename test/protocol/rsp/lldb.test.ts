/** Specifies protocol/rsp/lldb.ts. */
import { expect, it } from 'vitest';
import { pairs, triplePairs } from '../../../protocol/rsp/lldb.ts';

it('writes keys and values', () => {
  expect(pairs(['pid', '1'], ['ptrsize', '8'])).toBe('pid:1;ptrsize:8;');
});

it('writes the triple as hex', () => {
  expect(triplePairs({ triple: 'a-b', pointerBytes: 4 })).toBe(
    'triple:612d62;endian:little;ptrsize:4;',
  );
});
