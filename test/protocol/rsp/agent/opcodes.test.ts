import { describe, expect, it } from 'vitest';
import { opcodeByCode, opcodes } from '../../../../protocol/rsp/agent/opcodes.ts';

describe('the bytecodes', () => {
  it('have numbers of their own, all that gdb has', () => {
    const codes = Object.values(opcodes).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    const known = Array.from({ length: 0x34 }, (_, index) => index + 1).filter((c) => c !== 0x31);
    expect(codes.toSorted((one, other) => one - other)).toEqual(known);
    expect(opcodeByCode.get(0x27)).toBe('end');
  });
});
