/** x87 comparisons, classes and remainders as programs see them. */
import { describe, expect, it } from 'vitest';
import { assemble } from '../../machine/assemble.ts';
import type { BareMachine } from '../../machine/bare-machine.ts';
import { bareMachine, place } from '../../machine/bare-machine.ts';

function ran(text: string, steps: number, top?: bigint): BareMachine {
  const bare = bareMachine({ code: assemble(text) });
  bare.set('rbx', place.data);
  bare.step();
  if (top !== undefined) bare.computer.writeRegister(0, 'st0', top);
  for (let step = 1; step < steps; step++) bare.step();
  return bare;
}

const conditionCode = 0x4500n;

describe('FXAM', () => {
  it.each([
    ['an unnormal', 0x3fff_0000_0000_0000_0001n, 0x0000n],
    ['a NaN', 0x7fff_c000_0000_0000_0000n, 0x0100n],
    ['a number', 0x3fff_8000_0000_0000_0000n, 0x0400n],
    ['infinity', 0x7fff_8000_0000_0000_0000n, 0x0500n],
    ['zero', 0n, 0x4000n],
    ['a denormal', 1n, 0x4400n],
  ] as const)('knows %s', (_what, value, code) => {
    const bare = ran('fld1; fxam', 2, value);
    expect(bare.get('fstat') & conditionCode).toBe(code);
  });

  it('knows an empty register', () => {
    expect(ran('fninit; fxam', 2).get('fstat') & conditionCode).toBe(0x4100n);
  });
});

describe('FCOMI', () => {
  it.each([
    ['greater', 'fldz; fld1', 0n],
    ['less', 'fld1; fldz', 1n],
    ['equal', 'fld1; fld1', 0x40n],
  ] as const)('says %s in CF, PF and ZF', (_what, loads, flags) => {
    const bare = ran(`${loads}; fcomi %st(1), %st`, 3);
    expect(bare.get('eflags') & 0x45n).toBe(flags);
  });
});

describe('FPREM', () => {
  it('is done when C2 is clear, as programs wait for', () => {
    const loop = 'fninit; fld1; fldpi; fscale; 1: fprem; fnstsw %ax; testb $4, %ah; jnz 1b; hlt';
    const bare = bareMachine({ code: assemble(loop) });
    bare.run(50);

    // 2 * pi modulo 1.
    expect(bare.get('st0')).toBe(0x3ffd_90fd_aa22_168c_2350n);
  });
});
