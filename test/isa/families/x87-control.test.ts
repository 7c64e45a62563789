/** x87 control words and state in memory, in the forms of each mode (SDM 1 8.1.10). */
import { describe, expect, it } from 'vitest';
import { vector } from '../../../src/isa/vectors.ts';
import { assemble } from '../../machine/assemble.ts';
import type { BareMachine, Mode } from '../../machine/bare-machine.ts';
import { bareMachine, place } from '../../machine/bare-machine.ts';

const bitsOf = { real: 16, protected: 32, long: 64 } as const;
/** Real mode reaches no further; the code lies there too. */
const data = 0x9000;

interface Program {
  readonly text: string;
  readonly steps: number;
  readonly mode?: Mode;
}

function ran({ text, steps, mode = 'long' }: Program): BareMachine {
  const at = 0x7000;
  const bare = bareMachine({ code: assemble(text, at, bitsOf[mode]), at, mode });
  bare.set('rbx', data);
  for (let step = 0; step < steps; step++) bare.step();
  return bare;
}

const word = (bare: BareMachine, number: number, bytes: 2 | 4): number => {
  const at = data + number * bytes;
  const bits = bare.peek64(at & ~7) >> BigInt((at & 7) * 8);
  return Number(bits & (bytes === 2 ? 0xffffn : 0xffffffffn));
};

describe('the x87 environment', () => {
  const begin = 'fninit; fld1;';

  it('has addresses and selectors of 32 bits in protected mode', () => {
    const bare = ran({ text: `${begin} fnstenv (%ebx)`, steps: 3, mode: 'protected' });

    expect([0, 1, 2].map((at) => word(bare, at, 4))).toEqual([0xffff037f, 0xffff3800, 0xffff3fff]);
    expect(word(bare, 3, 4)).toBe(0x7002);
    expect(word(bare, 4, 4)).toBe((0x1e8 << 16) | 0x20);
  });

  it('has words with a 16-bit operand size', () => {
    const bare = ran({ text: `${begin} fnstenvs (%ebx)`, steps: 3, mode: 'protected' });

    const words = [0, 1, 2, 3, 4].map((at) => word(bare, at, 2));
    expect(words).toEqual([0x37f, 0x3800, 0x3fff, 0x7002, 0x20]);
  });

  it('has linear addresses beside the opcode in real mode', () => {
    const bare = ran({ text: `${begin} fnstenv (%bx)`, steps: 3, mode: 'real' });

    expect(word(bare, 3, 2)).toBe(0x7002);
    expect(word(bare, 4, 2)).toBe(0x1e8);
  });

  it('masks all exceptions when it is stored', () => {
    const bare = ran({
      text: 'fninit; movw $0x300, (%rbx); fldcw (%rbx); fnstenv (%rbx)',
      steps: 4,
    });

    expect(word(bare, 0, 4) & 0xffff).toBe(0x340);
    expect(bare.get('fctrl')).toBe(0x37fn);
  });

  it('makes an exception pending that it brings unmasked', () => {
    const text =
      'fninit; fnstenv (%rbx); movw $0x340, (%rbx); movw $1, 4(%rbx); fldenv (%rbx); fwait';
    const bare = bareMachine({ code: assemble(text) });
    bare.set('rbx', place.data);
    bare.set('cr0', bare.get('cr0') | 0x20n);
    for (let step = 0; step < 6; step++) bare.step();

    expect(bare.vector()).toBe(vector.mf);
  });
});

describe('the whole x87 state', () => {
  it('comes back as it was saved, and FNSAVE leaves a fresh FPU', () => {
    const bare = ran({ text: 'fninit; fldpi; fld1; fnsave (%rbx); nop; frstor (%rbx)', steps: 4 });

    expect(bare.get('ftag')).toBe(0xffffn);
    expect(bare.get('fstat')).toBe(0n);
    bare.run(2);
    expect(bare.get('st0')).toBe(0x3fff_8000_0000_0000_0000n);
    expect(bare.get('st1')).toBe(0x4000_c90f_daa2_2168_c235n);
    expect(bare.get('ftag')).toBe(0x0fffn);
  });
});

describe('an exception with CR0.NE clear', () => {
  it('stays pending: there is nothing outside that would hear of it', () => {
    const text = 'fninit; movw $0x340, (%rbx); fldcw (%rbx); fld1; fldz; fdivrp; fwait; fnop';
    const bare = bareMachine({ code: assemble(text) });
    bare.set('rbx', place.data);
    bare.set('cr0', bare.get('cr0') & ~0x20n);
    bare.run(8);

    expect(bare.vector()).toBeUndefined();
    expect(bare.get('fstat') & 0x80n).toBe(0x80n);
  });
});
