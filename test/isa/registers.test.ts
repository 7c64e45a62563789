/** Specifies src/isa/registers.ts. */
import { describe, expect, it } from 'vitest';
import { registers, registerTypes } from '../../src/isa/registers.ts';

const numberOf = (name: string): number => registers.findIndex((row) => row.name === name);

describe('the register table', () => {
  it('numbers registers as gdb does for x86-64', () => {
    const numbers = ['rax', 'rsi', 'rbp', 'rsp', 'r8', 'rip', 'eflags', 'cs', 'st0', 'fctrl'];
    expect(numbers.map(numberOf)).toEqual([0, 4, 6, 7, 8, 16, 17, 18, 24, 32]);
    expect(numberOf('xmm15')).toBeLessThan(numberOf('mxcsr'));
  });

  it('has no name twice', () => {
    expect(new Set(registers.map(({ name }) => name)).size).toBe(registers.length);
  });

  it('keeps the fields of every flags type inside it and apart', () => {
    const mistakes = registerTypes.flatMap((type) => {
      if (type.kind !== 'flags') return [];
      return type.fields.filter(({ start, end }, index) => {
        const next = type.fields[index + 1]?.start ?? type.bytes * 8;
        return start > end || end >= next;
      });
    });
    expect(mistakes).toEqual([]);
  });

  it('defines every flags type at the width of its registers', () => {
    const widths = new Map(registers.map(({ type, bits }) => [type, bits]));
    const flags = registerTypes.filter((type) => type.kind === 'flags');
    expect(flags.map(({ id }) => widths.get(id))).toEqual(flags.map(({ bytes }) => bytes * 8));
  });
});
