/** Specifies src/machine/system-registers.ts. */
import { describe, expect, it } from 'vitest';
import { cpuStateBits } from '../../src/isa/registers.ts';
import { vector } from '../../src/isa/vectors.ts';
import { cpuCell, pendingBit } from '../../src/memory/layout.ts';
import { guestOf } from '../isa/svm/guest.ts';
import { assemble } from './assemble.ts';
import type { BareMachine } from './bare-machine.ts';
import { bareMachine, place } from './bare-machine.ts';

/** Whether the register took the value. */
const takes = (bare: BareMachine, name: string, value: bigint): boolean =>
  bare.computer.writeRegister(0, name, value);

describe('a debug register that a debugger writes', () => {
  it('arms an instruction breakpoint of the guest as MOV to DR does', () => {
    const bare = bareMachine({ code: assemble('nop; inc %ecx; inc %ecx') });
    bare.set('dr0', place.code + 1);
    bare.set('dr7', 2);
    bare.run(2);

    expect(bare.vector()).toBe(vector.db);
    expect([bare.get('rcx'), bare.get('dr6')]).toEqual([0n, 0xffff0ff1n]);
  });

  it('arms a data breakpoint in a page that the CPU already knows', () => {
    const bare = bareMachine({ code: assemble('mov %al, (%rbx); mov %al, (%rbx); nop') });
    bare.set('rbx', place.data);
    bare.step();
    bare.set('dr1', place.data);
    bare.set('dr7', 0x10_0008);
    bare.run(2);

    expect(bare.vector()).toBe(vector.db);
    expect(bare.get('dr6')).toBe(0xffff0ff2n);
  });

  it('disarms it', () => {
    const bare = bareMachine({ code: assemble('nop; inc %ecx') });
    bare.set('dr0', place.code);
    bare.set('dr7', 2);
    bare.set('dr7', 0);
    bare.run(2);

    expect([bare.get('rcx'), bare.get('dr7')]).toEqual([1n, 0x400n]);
  });

  it('keeps the bits that are fixed', () => {
    const bare = bareMachine({ code: assemble('nop') });
    expect(takes(bare, 'dr6', 0n)).toBe(true);
    expect(bare.get('dr6')).toBe(0xffff0ff0n);
    expect(takes(bare, 'dr7', 0xffff_ffffn)).toBe(true);
    expect(bare.get('dr7')).toBe(0xffff_2fffn);
  });
});

describe('a model-specific register', () => {
  it('is what the guest reads', () => {
    const bare = bareMachine({ code: assemble('rdmsr') });
    expect(takes(bare, 'lstar', 0xffff_8000_0000_1234n)).toBe(true);
    bare.set('rcx', 0xc0000082);
    bare.step();

    expect([bare.get('rdx'), bare.get('rax')]).toEqual([0xffff_8000n, 0x1234n]);
  });

  it.each([
    ['lstar', 0x8000_0000_0000n],
    ['pat', 2n],
    ['mcg_status', 8n],
    ['apic_base', 1n],
  ])('refuses in %s what would be #GP', (name, value) => {
    const bare = bareMachine({ code: assemble('nop') });
    const before = bare.get(name);

    expect(takes(bare, name, value)).toBe(false);
    expect(bare.get(name)).toBe(before);
  });

  it('that counts goes on from the count it is given', () => {
    const bare = bareMachine({ code: assemble('nop') });
    bare.set('tsc', 1_000_000n);
    bare.step();

    expect(bare.get('tsc')).toBe(1_000_001n);
  });

  it('for extended states obeys the rules of XSETBV', () => {
    const bare = bareMachine({ code: assemble('nop') });
    const values = [0n, 5n, 7n, 0x8000n].map((value) => takes(bare, 'xcr0', value));

    expect(values).toEqual([false, false, true, false]);
    expect(bare.get('xcr0')).toBe(7n);
  });
});

describe('the state of a CPU', () => {
  const stateOf = (bare: BareMachine): string[] =>
    cpuStateBits.filter((_, bit) => ((bare.get('cpu_state') >> BigInt(bit)) & 1n) !== 0n);

  it('says what it is doing', () => {
    const bare = bareMachine({ code: assemble('hlt'), otherEntries: [place.code] });
    expect(stateOf(bare)).toEqual(['GIF']);
    bare.step();
    expect(stateOf(bare)).toEqual(['HALTED', 'GIF']);
  });

  it('shows an NMI that waits behind STI, and the one that waits for IRET', () => {
    const bare = bareMachine({ code: assemble('sti; nop; nop') });
    bare.step();
    bare.computer.inject({ kind: 'nmi', cpu: 0 });
    expect(stateOf(bare)).toEqual(['SHADOW', 'GIF', 'NMI']);
    bare.run(2);
    expect(stateOf(bare)).toEqual(['NMI_BLOCKED', 'GIF']);
    bare.computer.inject({ kind: 'nmi', cpu: 0 });
    expect(stateOf(bare)).toEqual(['NMI_BLOCKED', 'GIF', 'NMI']);
  });

  it('shows every event that waits', () => {
    const bare = bareMachine({ code: assemble('nop') });
    for (const bit of Object.values(pendingBit)) bare.computer.setPending(0, bit, true);

    expect(stateOf(bare)).toEqual([
      'GIF',
      'NMI',
      'MC',
      'INIT',
      'SIPI',
      'INTR',
      'VINTR',
      'EVENTINJ',
    ]);
  });

  it('knows the guest that the CPU runs, and GIF', () => {
    const { bare } = guestOf({ code: 'nop; vmmcall' });
    bare.step();
    expect(bare.get('guest_asid')).toBe(1n);
    bare.run(3);
    expect(bare.get('guest_asid')).toBe(0n);
    expect(stateOf(bare)).not.toContain('GIF');
  });

  it('is only looked at', () => {
    const bare = bareMachine({ code: assemble('nop') });
    const names = ['cpu_state', 'guest_asid', 'apic_id'];

    expect(names.map((name) => takes(bare, name, 0xffn))).toEqual([false, false, false]);
  });
});

it('lets new protection keys be asked for at once', () => {
  const bare = bareMachine({ code: assemble('mov (%rbx), %al; mov (%rbx), %al'), ring: 3 });
  bare.set('cr4', 0x40_0020n);
  bare.poke64(bare.entryOf(place.data), BigInt(place.data) | 7n | (1n << 59n));
  bare.set('rbx', place.data);
  bare.step();
  bare.set('pkru', 4);
  bare.step();

  expect(bare.vector()).toBe(vector.pf);
  expect(bare.engine.cell(0, cpuCell.pkru)).toBe(4);
});
