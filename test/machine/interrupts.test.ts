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
