/** The local APIC as a guest of a few lines meets it: CR8, its base, x2APIC mode, deadlines. */
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import type { BareMachine, BareOptions } from './bare-machine.ts';
import { bareMachine, gate, place, setGate } from './bare-machine.ts';

/** A guest in ring 0 with the fourth GiB mapped uncached; `.org 0x200` handles vector 0x45. */
function guest(text: string, options: Partial<BareOptions> = {}, steps = 500): BareMachine {
  const bare = bareMachine({ code: assemble(text), ...options });
  bare.poke64(place.pdpt + 24, 0xc0000093n);
  if (text.includes('.org')) setGate(bare, 0x45, gate(BigInt(place.code + 0x200)));
  bare.run(steps);
  return bare;
}

const writeMsr = (number: number, high: number, low: number): string =>
  `mov $${number}, %ecx; mov $${low}, %eax; mov $${high}, %edx; wrmsr;`;
const readMsr = (number: number): string => `mov $${number}, %ecx; rdmsr;`;
const apic = (register: number, value: number): string =>
  `mov $${0xfee00000 + register}, %ebx; movl $${value}, (%rbx);`;
const enabled = 0xfee00800;
const x2apic = writeMsr(0x1b, 0, enabled) + writeMsr(0x1b, 0, enabled + 0x400);

describe('CR8', () => {
  it('is the upper half of the task priority, in both directions', () => {
    const bare = guest(`mov $5, %eax; mov %rax, %cr8
      mov $0xfee00080, %ebx; mov (%rbx), %esi
      movl $0x9c, (%rbx); mov %cr8, %rdi; 1: jmp 1b`);

    expect([bare.get('rsi'), bare.get('rdi'), bare.get('cr8')]).toEqual([0x50n, 9n, 9n]);
  });

  it('holds an interrupt back until it is lowered', () => {
    const bare = guest(`${apic(0xf0, 0x1ff)} mov $5, %eax; mov %rax, %cr8
      sti; ${apic(0x300, 0x40045)} nop; nop; mov $1, %esi; xor %eax, %eax; mov %rax, %cr8; nop
      mov $2, %esi; hlt
      .org 0x200; hlt`);

    expect(bare.get('rsi')).toBe(1n);
    expect(bare.get('rip')).toBe(BigInt(place.code + 0x201));
  });

  it('takes four bits and no more', () => {
    expect(guest('mov $16, %eax; mov %rax, %cr8').vector()).toBe(13);
  });
});

describe('IA32_APIC_BASE', () => {
  it('moves the window over RAM, which is there again when the window has gone', () => {
    const bare = guest(`movl $0x1234, 0x200020; ${writeMsr(0x1b, 0, 0x200800)}
      mov 0x200020, %esi; mov 0x200030, %edi; movl $0x70, 0x200080; mov %cr8, %rbp
      ${writeMsr(0x1b, 0, enabled)} mov 0x200020, %r8d; mov 0x200080, %r9d; 1: jmp 1b`);

    expect([bare.get('rsi'), bare.get('rdi'), bare.get('rbp')]).toEqual([0n, 0x50014n, 7n]);
    expect([bare.get('r8'), bare.get('r9')]).toEqual([0x1234n, 0n]);
  });

  it('switched off takes the APIC out of CPUID, and on again brings it back', () => {
    const look = (register: string): string =>
      `mov $1, %eax; cpuid; shr $9, %edx; and $1, %edx; mov %edx, %${register};`;
    const bare = guest(`${look('esi')} ${writeMsr(0x1b, 0, 0xfee00000)} ${look('edi')}
      ${writeMsr(0x1b, 0, enabled)} ${look('ebp')} 1: jmp 1b`);

    expect([bare.get('rsi'), bare.get('rdi'), bare.get('rbp')]).toEqual([1n, 0n, 1n]);
  });

  it.each([
    ['a reserved bit', writeMsr(0x1b, 0, enabled + 1)],
    ['an address that is too wide', writeMsr(0x1b, 0x100, enabled)],
    ['x2APIC mode without an APIC', writeMsr(0x1b, 0, 0xfee00400)],
    ['the way from off to x2APIC', writeMsr(0x1b, 0, 0xfee00000) + writeMsr(0x1b, 0, 0xfee00c00)],
    ['the way from x2APIC to xAPIC', x2apic + writeMsr(0x1b, 0, enabled)],
  ])('refuses %s with #GP', (_what, text) => {
    expect(guest(text).vector()).toBe(13);
  });

  it('refuses x2APIC mode in a CPU without it', () => {
    expect(guest(x2apic, { cpu: 'max,-x2apic' }).vector()).toBe(13);
  });
});

describe('x2APIC mode', () => {
  it.each([
    ['reading what is only written', readMsr(0x80b)],
    ['writing what is only read', writeMsr(0x802, 0, 0)],
    ['the second half of the command, which the first has', readMsr(0x831)],
    ['the destination format, which there is none of', readMsr(0x80e)],
    ['an EOI other than zero', writeMsr(0x80b, 0, 1)],
    ['reserved bits of the task priority', writeMsr(0x808, 0, 0x100)],
    ['the upper half of a 32-bit register', writeMsr(0x838, 1, 0)],
    ['an unused number', readMsr(0x840)],
  ])('refuses %s with #GP', (_what, text) => {
    expect(guest(x2apic + text).vector()).toBe(13);
  });

  it('interrupts the CPU itself', () => {
    const bare = guest(`${x2apic} ${writeMsr(0x80f, 0, 0x1ff)} sti; ${writeMsr(0x83f, 0, 0x45)}
      nop; hlt
      .org 0x200; ${readMsr(0x812)} mov %eax, %esi; ${writeMsr(0x80b, 0, 0)} ${readMsr(0x812)} hlt`);

    expect([bare.get('rsi'), bare.get('rax')]).toEqual([1n << 5n, 0n]);
  });

  it('sends INIT and SIPI to a CPU whose id has 32 bits', () => {
    const send = (command: number): string => writeMsr(0x830, 1, command);
    const bare = guest(`${x2apic} ${send(0x4500)} ${send(0x6ff)} 1: jmp 1b`, {
      otherEntries: [place.code + 0x100],
    });

    expect(bare.get('cs', 1)).toBe(0xff00n);
  });
});

describe('the TSC-deadline timer', () => {
  it('interrupts when the time stamp counter is there, also while the CPU is halted', () => {
    const bare = guest(`${apic(0xf0, 0x1ff)} ${apic(0x320, 0x40045)} sti
      rdtsc; add $5000, %eax; mov %eax, %esi; mov $0x6e0, %ecx; wrmsr; 1: hlt; jmp 1b
      .org 0x200; rdtsc; sub %esi, %eax; mov %eax, %edi; ${readMsr(0x6e0)} cli; hlt`);

    expect(Number(bare.get('rdi'))).toBeLessThan(10);
    expect(bare.get('rax')).toBe(0n);
  });

  it('counts from what was written to the time stamp counter', () => {
    const bare = guest(`${apic(0xf0, 0x1ff)} ${apic(0x320, 0x40045)} sti
      ${writeMsr(0x6e0, 0x1000, 0)} ${writeMsr(0x10, 0x1000, 0)} nop; nop; hlt
      .org 0x200; mov $7, %esi; hlt`);

    expect(bare.get('rsi')).toBe(7n);
  });

  it('is an unknown register in a CPU without it', () => {
    expect(guest(readMsr(0x6e0), { cpu: 'max,-tsc-deadline' }).vector()).toBe(13);
  });
});

it('leaf 0xb of CPUID tells each CPU its x2APIC id, and how many CPUs there are', () => {
  const code = assemble('mov $0xb, %eax; mov $1, %ecx; cpuid; hlt');
  const bare = bareMachine({ code, otherEntries: [place.code, place.code] });
  bare.run(12);

  expect([0, 1, 2].map((cpu) => bare.get('rdx', cpu))).toEqual([0n, 1n, 2n]);
  expect([bare.get('rax'), bare.get('rbx'), bare.get('rcx')]).toEqual([5n, 3n, 0x201n]);
});
