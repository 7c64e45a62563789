/** RDMSR and WRMSR as a guest meets them. */
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import type { BareMachine } from './bare-machine.ts';
import { bareMachine } from './bare-machine.ts';

function write(number: number, value: bigint): BareMachine {
  const bare = bareMachine({ code: assemble('wrmsr; xor %eax, %eax; xor %edx, %edx; rdmsr') });
  bare.set('rcx', number);
  bare.set('rax', value & 0xffffffffn);
  bare.set('rdx', value >> 32n);
  bare.run(4);
  return bare;
}

describe('a model-specific register', () => {
  it.each([
    [0xc0000082, 0xffff_8000_1234_5678n],
    [0xc0000101, 0x1234_5678n],
    [0xc0000102, 0x7fff_ffff_ffffn],
    [0x277, 0x0007_0406_0007_0406n],
    [0x203, 0xff_c000_0800n],
    [0x268, 0x0605_0401_0006_0504n],
    [0xc0010010, 0x14_0000n],
  ])('%i keeps what was written', (number, value) => {
    const bare = write(number, value);

    expect((bare.get('rdx') << 32n) | bare.get('rax')).toBe(value);
  });

  it.each([
    ['an unknown number', 0x12345678, 0n],
    ['an address that is not canonical', 0xc0000082, 0x8000_0000_0000n],
    ['a reserved bit of EFER', 0xc0000080, 0x2_0000n],
    ['LME under paging', 0xc0000080, 0xc01n],
    ['a reserved memory type in the PAT', 0x277, 2n],
    ['a memory type of the PAT in an MTRR', 0x250, 7n],
    ['a reserved bit of a range', 0x201, 1n],
    ['what is only read', 0xfe, 0x508n],
    ["another vendor's register", 0x3a, 1n],
  ] as const)('refuses %s with #GP', (_what, number, value) => {
    expect(write(number, value).vector()).toBe(13);
  });

  it('is #GP in ring 3', () => {
    const bare = bareMachine({ code: assemble('rdmsr'), ring: 3 });
    bare.step();

    expect(bare.vector()).toBe(13);
  });

  it('GS_BASE is what GS accesses count from', () => {
    const bare = bareMachine({ code: assemble('wrmsr; mov %gs:0x10, %rbx') });
    bare.set('rcx', 0xc0000101);
    bare.set('rax', 0x200000);
    bare.set('rdx', 0);
    bare.poke64(0x200010, 0x1122_3344_5566_7788n);
    bare.run(2);

    expect(bare.get('rbx')).toBe(0x1122_3344_5566_7788n);
  });
});

describe("AMD's registers of features", () => {
  const readBoth = 'rdmsr; mov %eax, %esi; mov %edx, %edi';

  it.each([
    [0xc0011004, 1],
    [0xc0011005, 0x80000001],
  ])('%i holds what CPUID says', (number, leaf) => {
    const cpuid = `xor %ecx, %ecx; mov $${leaf}, %eax; cpuid`;
    const bare = bareMachine({ code: assemble(`${readBoth}; ${cpuid}`) });
    bare.set('rcx', number);
    bare.run(6);

    expect([bare.get('rdx'), bare.get('rcx')]).toEqual([bare.get('rsi'), bare.get('rdi')]);
    expect(bare.get('rsi')).not.toBe(0n);
  });

  it.each([
    [0xc0011004, 1],
    [0xc0011005, 0x80000001],
  ])('%i decides what CPUID says', (number, leaf) => {
    const cpuid = `xor %ecx, %ecx; mov $${leaf}, %eax; cpuid`;
    const bare = bareMachine({ code: assemble(`wrmsr; ${cpuid}`) });
    bare.set('rcx', number);
    bare.set('rax', 0x201);
    bare.set('rdx', 2);
    bare.run(4);

    expect([bare.get('rdx'), bare.get('rcx')]).toEqual([0x201n, 2n]);
  });
});

describe('the time stamp counter', () => {
  it('goes on from what was written', () => {
    const bare = bareMachine({ code: assemble('wrmsr; rdtsc') });
    bare.set('rcx', 0x10);
    bare.set('rax', 1000);
    bare.set('rdx', 0);
    bare.run(2);

    expect(Number(bare.get('rax'))).toBeGreaterThanOrEqual(1000);
    expect(Number(bare.get('rax'))).toBeLessThan(1010);
  });
});
