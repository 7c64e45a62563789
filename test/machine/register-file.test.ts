/** Registers as a debugger reads and writes them, in every mode. */
import { describe, expect, it } from 'vitest';
import { registers } from '../../src/isa/registers.ts';
import { assemble } from './assemble.ts';
import type { Mode } from './bare-machine.ts';
import { bareMachine } from './bare-machine.ts';

const bitsOf = { real: 16, protected: 32, long: 64 } as const;
const modes: readonly Mode[] = ['real', 'protected', 'long'];

describe('the register file', () => {
  it.each(modes)('changes nothing when it is written as it was read, in %s mode', (mode) => {
    const at = 0x7000;
    const code = assemble('stc; 1: inc %ax; jmp 1b', at, bitsOf[mode]);
    const bare = bareMachine({ code, at, mode });
    const twin = bareMachine({ code, at, mode });
    for (let round = 0; round < 5; round++) {
      for (const { name } of registers) bare.set(name, bare.get(name));
      bare.step();
      twin.step();
    }

    const all = (machine: typeof bare): string[] =>
      registers.map(({ name }) => `${name} ${machine.get(name).toString(16)}`);
    expect(all(bare)).toEqual(all(twin));
  });

  it('gives back every general register as it was set', () => {
    const bare = bareMachine({ code: assemble('nop') });
    const names = registers.slice(0, 16).map(({ name }) => name);
    names.forEach((name, number) => bare.set(name, 0x1111_2222_3333_0000n + BigInt(number)));

    expect(names.map((name) => bare.get(name) & 0xffffn)).toEqual(names.map((_, at) => BigInt(at)));
  });

  it('keeps every arithmetic flag apart, whatever produced them', () => {
    const bare = bareMachine({ code: assemble('nop') });
    for (let flags = 0; flags < 0x1000; flags++) {
      const wanted = BigInt((flags & 0xcd5) | 2);
      bare.set('eflags', wanted);
      expect(bare.get('eflags')).toBe(wanted);
    }
  });

  it('arms the single-step trap when TF is written', () => {
    const bare = bareMachine({ code: assemble('nop') });
    bare.set('eflags', 0x102);
    bare.step();

    expect(bare.vector()).toBe(1);
  });

  it('goes on at a new rip', () => {
    const bare = bareMachine({ code: assemble('ud2; mov $7, %ebx') });
    bare.set('rip', bare.get('rip') + 2n);
    bare.step();

    expect(bare.get('rbx')).toBe(7n);
  });

  it('turns the x87 stack with TOP', () => {
    const bare = bareMachine({ code: assemble('fninit; fld1; fldpi') });
    for (let step = 0; step < 3; step++) bare.step();

    expect(bare.get('st0')).toBe(0x4000_c90f_daa2_2168_c235n);
    expect(bare.get('st1')).toBe(0x3fff_8000_0000_0000_0000n);
    expect(bare.get('st7')).toBe(0n);
  });

  it('lets ST(i) be ST(i) when TOP is written, before or after it', () => {
    const bare = bareMachine({ code: assemble('nop') });
    bare.computer.writeRegister(0, 'st2', 0x4000_c000_0000_0000_0000n);
    bare.set('fstat', 3 << 11);
    bare.computer.writeRegister(0, 'st3', 0x3fff_8000_0000_0000_0000n);

    expect(bare.get('st2')).toBe(0x4000_c000_0000_0000_0000n);
    bare.set('fstat', 0);
    expect(bare.get('st3')).toBe(0x3fff_8000_0000_0000_0000n);
  });

  it('makes a tag word of what the x87 registers hold', () => {
    const bare = bareMachine({ code: assemble('nop') });
    expect(bare.get('ftag')).toBe(0xffffn);
    bare.set('ftag', 0xffc0);
    bare.computer.writeRegister(0, 'st1', 0x7fff_8000_0000_0000_0000n);
    bare.computer.writeRegister(0, 'st2', 0x3fff_8000_0000_0000_0000n);

    expect(bare.get('ftag')).toBe(0xffc9n);
  });
});
