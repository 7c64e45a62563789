/** Specifies src/devices/lapic/describe.ts. */
import { expect, it } from 'vitest';
import { assemble } from '../../machine/assemble.ts';
import { bareMachine, place } from '../../machine/bare-machine.ts';

/** What the register of that name says after the guest has written to its local APIC. */
function after(writes: readonly (readonly [offset: number, value: number])[]) {
  const code = writes.map(([offset, value]) => `movl $${value}, ${offset}(%rbx);`).join(' ');
  const bare = bareMachine({ code: assemble(`mov $0xfee00000, %ebx; ${code} 1: jmp 1b`) });
  bare.poke64(place.pdpt + 24, 0xc0000093n);
  bare.run(20);
  const rows = bare.computer.describeDevices();
  return (unit: string, register: string): string => {
    const row = rows.find((one) => one.unit === unit && one.register === register);
    return `${row?.value} ${row?.meaning}`.trimEnd();
  };
}

it('shows what firmware leaves', () => {
  const says = after([]);
  expect(says('lapic 0', 'base')).toBe('0xfee00900 xapic');
  expect(says('lapic 0', 'id')).toBe('0x0 enabled');
  expect(says('lapic 0', 'IRR')).toBe('none');
  expect(says('lapic 0', 'LVT LINT0')).toBe('0x8700 ExtINT');
  expect(says('lapic 0', 'LVT LINT1')).toBe('0x8400 NMI');
  expect(says('lapic 0', 'LVT timer')).toBe('0x10000 masked');
});

it('shows priorities and vectors that wait', () => {
  const says = after([
    [0x80, 0x50],
    [0x300, 0x44045],
    [0x300, 0x44061],
  ]);
  expect(says('lapic 0', 'TPR')).toBe('0x50');
  expect(says('lapic 0', 'PPR')).toBe('0x50');
  expect(says('lapic 0', 'IRR')).toBe('0x45 0x61');
  expect(says('lapic 0', 'ISR')).toBe('none');
});

it('shows how the timer counts, and reading it changes nothing', () => {
  const says = after([
    [0x320, 0x20033],
    [0x380, 0x1000],
  ]);
  expect(says('lapic 0', 'LVT timer')).toBe('0x20033 vector 0x33');
  expect(says('lapic 0', 'timer count')).toMatch(/^0xf[0-9a-f]{2} periodic from 0x1000$/);
  expect(after([[0x320, 0x40033]])('lapic 0', 'timer count')).toBe('0x0 deadline 0x0');
});

it('shows inputs of the IOAPIC as messages', () => {
  const code = `mov $0xfec00000, %ebx; movl $0x18, (%rbx); movl $0x8945, 16(%rbx)
    movl $0x19, (%rbx); movl $0x03000000, 16(%rbx); 1: jmp 1b`;
  const bare = bareMachine({ code: assemble(code) });
  bare.poke64(place.pdpt + 24, 0xc0000093n);
  bare.run(20);
  const inputs = bare.computer.describeDevices().filter(({ unit }) => unit === 'ioapic');
  expect(inputs).toHaveLength(24);
  expect(inputs[4]).toEqual({
    unit: 'ioapic',
    register: 'input 4',
    value: '0x300000000008945',
    meaning: 'vector 0x45 lowest priority level to logical 0x3',
  });
  expect(inputs[5]?.meaning).toBe('masked');
});
