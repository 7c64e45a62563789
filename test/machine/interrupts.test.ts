/** Guests of a few lines in which an interrupt of a device must really arrive. */
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import type { BareMachine } from './bare-machine.ts';
import { bareMachine, gate, place, setGate } from './bare-machine.ts';

/**
 * Runs a guest in ring 0 with the fourth GiB, where the devices are, mapped uncached. Code at
 * `.org 0x200` handles vector 0x45.
 */
function guest(text: string, steps = 2000): BareMachine {
  const bare = bareMachine({ code: assemble(text) });
  bare.poke64(place.pdpt + 24, 0xc0000093n);
  if (text.includes('.org')) setGate(bare, 0x45, gate(BigInt(place.code + 0x200)));
  bare.run(steps);
  return bare;
}

/** `outb` of a constant. */
const out = (port: number, ...values: readonly number[]): string =>
  values.map((value) => `mov $${port}, %dx; mov $${value}, %al; out %al, %dx;`).join(' ');

const picAt = (master: number, slave: number): string =>
  out(0x20, 0x11) + out(0x21, master, 4, 1) + out(0xa0, 0x11) + out(0xa1, slave, 2, 1);

describe('an interrupt through the 8259s', () => {
  it('arrives at the vector that the guest gave them', () => {
    const bare = guest(`${picAt(0x20, 0x28)} ${out(0x21, 0xef)} ${out(0x3f9, 2)} ${out(0x3fc, 8)}
      sti; 1: hlt; jmp 1b`);

    expect(bare.vector()).toBe(0x24);
  });

  it('waits for STI', () => {
    const bare = guest(`${picAt(0x20, 0x28)} ${out(0x21, 0xef)} ${out(0x3f9, 2)} ${out(0x3fc, 8)}
      cli; 1: jmp 1b`);

    expect(bare.vector()).toBeUndefined();
  });
});

/** Writes a register of the IOAPIC. */
const ioapic = (register: number, value: number): string =>
  `mov $0xfec00000, %ebx; movl $${register}, (%rbx); movl $${value}, 16(%rbx);`;

describe('an interrupt through the IOAPIC', () => {
  it('arrives as an edge at the CPU it is routed to', () => {
    const bare = guest(`${ioapic(0x18, 0x45)} ${out(0x3f9, 2)} ${out(0x3fc, 8)}
      sti; 1: hlt; jmp 1b`);

    expect(bare.vector()).toBe(0x45);
  });

  it('arrives again after EOI while its level lasts', () => {
    const bare = guest(`${ioapic(0x18, 0x8045)} ${out(0x3f9, 2)} ${out(0x3fc, 8)}
      sti; 1: hlt; jmp 1b
      .org 0x200; incl 0x200000; mov $0xfee000b0, %ebx; movl $0, (%rbx)
      cmpl $5, 0x200000; jne 2f; cli; hlt
      2: iretq`);

    expect(bare.peek64(place.data)).toBe(5n);
  });
});

describe('the tick of the PIT', () => {
  it('arrives as IRQ 0, once each period, also while everybody is halted', () => {
    const bare = guest(`${ioapic(0x14, 0x45)} ${out(0x43, 0x34)} ${out(0x40, 100, 0)}
      sti; 1: hlt; jmp 1b
      .org 0x200; incl 0x200000; mov $0xfee000b0, %ebx; movl $0, (%rbx)
      cmpl $3, 0x200000; jne 2f; cli; hlt
      2: iretq`);

    expect(bare.peek64(place.data)).toBe(3n);
  });
});

describe('the periodic interrupt of the RTC', () => {
  it('arrives as IRQ 8, once for each read of register C', () => {
    const bare = guest(`${ioapic(0x20, 0x45)} ${out(0x70, 0x0b)} ${out(0x71, 0x42)}
      sti; 1: hlt; jmp 1b
      .org 0x200; incl 0x200000; mov $0xfee000b0, %ebx; movl $0, (%rbx)
      ${out(0x70, 0x0c)} in $0x71, %al; or %al, 0x200004
      cmpl $3, 0x200000; jne 2f; cli; hlt
      2: iretq`);

    expect(bare.peek64(place.data)).toBe(0xc0_0000_0003n);
  });
});

const endOfInterrupt = 'mov $0xfee000b0, %ebx; movl $0, (%rbx);';
/** Reads the low half of an entry of the IOAPIC. */
const entryOf = (register: number, into: string): string =>
  `mov $0xfec00000, %ebx; movl $${register}, (%rbx); mov 16(%rbx), %${into};`;

describe('the remote IRR of the IOAPIC', () => {
  it('is set while a level is served, and cleared by EOI', () => {
    const bare = guest(`${ioapic(0x18, 0x8045)} ${entryOf(0x18, 'esi')}
      ${out(0x3f9, 2)} ${out(0x3fc, 8)} sti; 1: hlt; jmp 1b
      .org 0x200; ${entryOf(0x18, 'edi')} ${out(0x3f9, 0)} ${endOfInterrupt}
      ${entryOf(0x18, 'ebp')} cli; hlt`);

    expect(['rsi', 'rdi', 'rbp'].map((name) => bare.get(name))).toEqual([
      0x8045n,
      0xc045n,
      0x8045n,
    ]);
  });

  it('is not used by an edge', () => {
    const bare = guest(`${ioapic(0x18, 0x45)} ${out(0x3f9, 2)} ${out(0x3fc, 8)} sti; 1: hlt; jmp 1b
      .org 0x200; ${entryOf(0x18, 'edi')} cli; hlt`);

    expect(bare.get('rdi')).toBe(0x45n);
  });
});

describe('the one-shot of the PIT', () => {
  it('arrives once in mode 0', () => {
    const bare = guest(`${ioapic(0x14, 0x45)} ${out(0x43, 0x30)} ${out(0x40, 100, 0)}
      sti; 1: hlt; jmp 1b
      .org 0x200; incl 0x200000; ${endOfInterrupt} iretq`);

    expect(bare.peek64(place.data)).toBe(1n);
  });
});

describe('a timer of the HPET', () => {
  const hpet = (offset: number, value: number): string =>
    `mov $${0xfed00000 + offset}, %ebx; movl $${value}, (%rbx);`;

  it('arrives at input 2 once each period', () => {
    const bare = guest(`${ioapic(0x14, 0x45)} ${hpet(0x100, 0x44c)} ${hpet(0x108, 50)}
      ${hpet(0x108, 50)} ${hpet(0x10, 1)} sti; 1: hlt; jmp 1b
      .org 0x200; incl 0x200000; ${endOfInterrupt}
      cmpl $3, 0x200000; jne 2f; mov $0xfed000f0, %ebx; mov (%rbx), %esi; cli; hlt
      2: iretq`);

    expect(bare.peek64(place.data)).toBe(3n);
    expect(Number(bare.get('rsi'))).toBeGreaterThanOrEqual(150);
    expect(Number(bare.get('rsi'))).toBeLessThan(200);
  });

  it('takes the place of the PIT in legacy replacement', () => {
    const bare = guest(`${ioapic(0x14, 0x45)} ${hpet(0x100, 4)} ${hpet(0x108, 50)} ${hpet(0x10, 3)}
      ${out(0x43, 0x34)} ${out(0x40, 100, 0)} sti; 1: hlt; jmp 1b
      .org 0x200; incl 0x200000; ${endOfInterrupt} iretq`);

    expect(bare.peek64(place.data)).toBe(1n);
  });
});

describe("ACPI's interrupt", () => {
  it('arrives as the level of IRQ 9 when the highest bit of its timer changes', () => {
    const bare = guest(`${ioapic(0x22, 0x8045)} mov $0x602, %dx; mov $1, %ax; out %ax, %dx
      sti; 1: hlt; jmp 1b
      .org 0x200; incl 0x200000; mov $0x608, %dx; in %dx, %eax; mov %eax, %esi
      mov $0x600, %dx; in %dx, %ax; mov %eax, %edi; mov $1, %ax; out %ax, %dx
      ${endOfInterrupt} cmpl $2, 0x200000; jne 2f; cli; hlt
      2: iretq`);

    expect(bare.peek64(place.data)).toBe(2n);
    expect(bare.get('rdi') & 1n).toBe(1n);
    expect(Number(bare.get('rsi'))).toBeLessThan(100);
  });
});

describe('a character on COM1', () => {
  it('arrives as IRQ 4, at the moment when it has come along the wire', () => {
    const bare = guest(
      `${ioapic(0x18, 0x45)} ${out(0x3f9, 1)} ${out(0x3fc, 8)} sti; 1: hlt; jmp 1b
      .org 0x200; mov $0x3f8, %dx; in %dx, %al; mov %al, 0x200000; cli; hlt`,
      60,
    );
    expect(bare.computer.type(Buffer.from('k'))).toBe(1);
    bare.run(60);

    expect(bare.peek64(place.data)).toBe(0x6bn);
    expect(bare.computer.now).toBeGreaterThan(86_000);
  });
});

describe('an answer of the keyboard', () => {
  it('arrives as IRQ 1', () => {
    const bare = guest(`${ioapic(0x12, 0x45)} ${out(0x60, 0xee)} sti; 1: hlt; jmp 1b
      .org 0x200; in $0x60, %al; mov %al, 0x200000; cli; hlt`);

    expect(bare.peek64(place.data)).toBe(0xeen);
  });
});
