/** Specifies src/debugger/answers/transfer-features.ts. */
import { expect, it } from 'vitest';
import { converse } from '../conversation.ts';

it('has one description, the 64-bit one', () => {
  const gdb = converse();
  const description = gdb.ask('qXfer:features:read:target.xml:0,10000');
  expect(description).toContain('<architecture>i386:x86-64</architecture>');
  expect(gdb.ask('qXfer:features:read:other.xml:0,100')).toBe('E16');
});

it('describes as many bytes as g carries', () => {
  const gdb = converse();
  const description = gdb.ask('qXfer:features:read:target.xml:0,10000');
  const bits = [...description.matchAll(/bitsize="(\d+)"/g)].map(([, width]) => Number(width));
  expect(gdb.ask('g')).toHaveLength(bits.reduce((sum, width) => sum + width, 0) / 4);
});
