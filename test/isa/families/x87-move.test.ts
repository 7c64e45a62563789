/** x87 programs as a guest runs them: the stack, memory, faults and pending exceptions. */
import { describe, expect, it } from 'vitest';
import { assemble } from '../../machine/assemble.ts';
import type { BareMachine } from '../../machine/bare-machine.ts';
import { bareMachine, bytesOf64, place } from '../../machine/bare-machine.ts';
import { vector } from '../../../src/isa/vectors.ts';

const one = 0x3fff_8000_0000_0000_0000n;
const pi = 0x4000_c90f_daa2_2168_c235n;
const defaultNan = 0xffff_c000_0000_0000_0000n;
const top = (status: bigint): number => Number((status >> 11n) & 7n);

function ran(text: string, steps: number): BareMachine {
  const bare = bareMachine({ code: assemble(text) });
  bare.set('rbx', place.data);
  for (let step = 0; step < steps; step++) bare.step();
  return bare;
}

describe('the x87 stack', () => {
  it('grows downwards from register 7', () => {
    const bare = ran('fninit; fld1; fldpi', 3);

    expect(top(bare.get('fstat'))).toBe(6);
    expect(bare.get('st0')).toBe(pi);
    expect(bare.get('st1')).toBe(one);
    expect(bare.get('ftag')).toBe(0x0fffn);
  });

  it('gives a NaN and says underflow where a register is empty', () => {
    const bare = ran('fninit; fadd %st(1), %st', 2);

    expect(bare.get('st0')).toBe(defaultNan);
    expect(bare.get('fstat') & 0x2ffn).toBe(0x41n);
  });

  it('gives a NaN and says overflow where there is no room', () => {
    const bare = ran(`fninit; ${'fld1; '.repeat(9)}`, 10);

    expect(bare.get('st0')).toBe(defaultNan);
    expect(bare.get('fstat') & 0x2ffn).toBe(0x241n);
  });

  it('keeps a double that is loaded and stored again', () => {
    const bare = bareMachine({ code: assemble('fldl (%rbx); fstpl 8(%rbx)') });
    bare.set('rbx', place.data);
    bare.poke(place.data, bytesOf64(0x4009_21fb_5444_2d18n));
    bare.step();
    bare.step();

    expect(bare.peek64(place.data + 8)).toBe(0x4009_21fb_5444_2d18n);
  });
});

describe('an x87 exception that is not masked', () => {
  const divide = 'fninit; movw $0x340, (%rbx); fldcw (%rbx); fld1; fldz; fdivrp; fnop';

  it('waits for the next instruction that waits', () => {
    const bare = bareMachine({ code: assemble(divide) });
    bare.set('rbx', place.data);
    bare.set('cr0', bare.get('cr0') | 0x20n);
    for (let step = 0; step < 6; step++) bare.step();

    expect(bare.vector()).toBeUndefined();
    expect(bare.get('fstat') & 0x80ffn).toBe(0x8084n);
    bare.step();
    expect(bare.vector()).toBe(vector.mf);
  });

  it('leaves the operands as they were', () => {
    const bare = ran(divide, 6);

    expect(top(bare.get('fstat'))).toBe(6);
    expect(bare.get('st1')).toBe(one);
  });
});

describe('CR0', () => {
  it.each([
    ['EM', 4n, 'fld1'],
    ['TS', 8n, 'fld1'],
    ['TS', 8n, 'fninit'],
    ['TS and MP', 10n, 'fwait'],
  ] as const)('%s (%i) makes %s #NM', (_bit, bits, text) => {
    const bare = bareMachine({ code: assemble(text) });
    bare.set('cr0', bare.get('cr0') | bits);
    bare.step();

    expect(bare.vector()).toBe(vector.nm);
  });

  it('TS alone does not stop WAIT', () => {
    const bare = bareMachine({ code: assemble('fwait') });
    bare.set('cr0', (bare.get('cr0') | 8n) & ~2n);
    bare.step();

    expect(bare.vector()).toBeUndefined();
  });
});
