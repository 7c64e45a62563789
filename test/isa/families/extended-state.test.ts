/** XCR0 and what follows from it; the images themselves are judged by the host's CPU. */
import { describe, expect, it } from 'vitest';
import { vector } from '../../../src/isa/vectors.ts';
import { cpuCell } from '../../../src/memory/layout.ts';
import { assemble } from '../../machine/assemble.ts';
import type { BareMachine } from '../../machine/bare-machine.ts';
import { bareMachine } from '../../machine/bare-machine.ts';

const osxsave = 1n << 18n;

function machineFor(text: string, cpu = 'max'): BareMachine {
  const bare = bareMachine({ code: assemble(text), cpu });
  bare.set('cr4', bare.get('cr4') | 0x200n | osxsave);
  return bare;
}

describe('XSETBV', () => {
  it.each([
    [7, 'max', undefined],
    [3, 'max', undefined],
    [1, 'max', undefined],
    [2, 'max', vector.gp],
    [5, 'max', vector.gp],
    [15, 'max', vector.gp],
    [7, 'max,-avx', vector.gp],
  ])('of %i on %s meets vector %s', (value, cpu, expected) => {
    const bare = machineFor('xsetbv', cpu);
    bare.set('rax', value);
    bare.set('rcx', 0);
    bare.set('rdx', 0);
    bare.step();

    expect(bare.vector()).toBe(expected);
  });

  it('is not there until CR4 says that the system knows it', () => {
    const bare = machineFor('xsetbv');
    bare.set('cr4', bare.get('cr4') & ~osxsave);
    bare.step();

    expect(bare.vector()).toBe(vector.ud);
  });
});

describe('CPUID', () => {
  it.each([
    [0n, 0n],
    [osxsave, 1n << 27n],
  ])('with CR4.OSXSAVE %i has OSXSAVE %i', (bit, expected) => {
    const bare = machineFor('cpuid');
    bare.set('cr4', (bare.get('cr4') & ~osxsave) | bit);
    bare.set('rax', 1);
    bare.step();

    expect(bare.get('rcx') & (1n << 27n)).toBe(expected);
  });

  it.each([
    [3n, 576n],
    [7n, 832n],
  ])('with XCR0 %i counts %i bytes of an image, of 832 there can be', (states, expected) => {
    const bare = machineFor('cpuid');
    bare.engine.setCell64(0, cpuCell.xcr0, states);
    bare.set('rax', 0xd);
    bare.set('rcx', 0);
    bare.step();

    expect([bare.get('rbx'), bare.get('rcx')]).toEqual([expected, 832n]);
  });
});

describe('FXSAVE', () => {
  it.each([4n, 8n])('with bit %i of CR0 set is #NM', (bit) => {
    const bare = machineFor('fxsave (%rsi)');
    bare.set('rsi', 0x20_0000);
    bare.set('cr0', bare.get('cr0') | bit);
    bare.step();

    expect(bare.vector()).toBe(vector.nm);
  });

  it('keeps what FXRSTOR brings back', () => {
    const bare = machineFor('fxsave (%rsi); pxor %xmm3, %xmm3; fxrstor (%rsi)');
    bare.set('rsi', 0x20_0000);
    bare.set('xmm3', 0x1234_5678_9abcn);
    bare.run(3);

    expect(bare.get('xmm3')).toBe(0x1234_5678_9abcn);
  });
});
