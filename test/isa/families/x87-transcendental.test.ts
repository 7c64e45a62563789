/** x87 transcendental functions on the stack: what is replaced, what is pushed, what is refused. */
import { describe, expect, it } from 'vitest';
import { assemble } from '../../machine/assemble.ts';
import type { BareMachine } from '../../machine/bare-machine.ts';
import { bareMachine } from '../../machine/bare-machine.ts';

const one = 0x3fff_8000_0000_0000_0000n;
const zero = 0n;
const c2 = 0x400n;

function ran(text: string, steps: number): BareMachine {
  const bare = bareMachine({ code: assemble(text) });
  for (let step = 0; step < steps; step++) bare.step();
  return bare;
}

describe('transcendental functions', () => {
  it('FSINCOS pushes the cosine on the sine', () => {
    const bare = ran('fninit; fldz; fsincos', 3);

    expect(bare.get('st0')).toBe(one);
    expect(bare.get('st1')).toBe(zero);
  });

  it('FPTAN pushes a 1 on the tangent', () => {
    const bare = ran('fninit; fldz; fptan', 3);

    expect(bare.get('st0')).toBe(one);
    expect(bare.get('st1')).toBe(zero);
  });

  it('FPTAN leaves an angle that is too large, and sets C2', () => {
    const bare = bareMachine({ code: assemble('fninit; fld1; fptan') });
    bare.step();
    bare.step();
    bare.computer.writeRegister(0, 'st0', 0x403e_8000_0000_0000_0000n);
    bare.step();

    expect(bare.get('fstat') & c2).toBe(c2);
    expect(bare.get('st0')).toBe(0x403e_8000_0000_0000_0000n);
  });

  it('FPATAN takes two numbers for one', () => {
    const bare = ran('fninit; fld1; fld1; fpatan', 4);

    expect(bare.get('st0')).toBe(0x3ffe_c90f_daa2_2168_c235n);
    expect(bare.get('ftag')).toBe(0x3fffn);
  });

  it('FYL2X of a power of two is a whole number', () => {
    const bare = ran('fninit; fld1; fld1; fld1; faddp; fyl2x', 6);
    expect(bare.get('st0')).toBe(one);
  });

  it('F2XM1 of 1 is 1', () => {
    expect(ran('fninit; fld1; f2xm1', 3).get('st0')).toBe(one);
  });
});
