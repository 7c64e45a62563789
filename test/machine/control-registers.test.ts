/** Specifies src/machine/control-registers.ts: states that a CPU can be in, and no others. */
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import { bareMachine, type BareMachine, type Mode } from './bare-machine.ts';

const inMode = (mode: Mode, cpu = 'max'): BareMachine =>
  bareMachine({ code: assemble('nop; nop'), mode, cpu });

/** Whether the register took the value; if not, it has the old one. */
function takes(bare: BareMachine, name: string, value: bigint): boolean {
  const before = bare.get(name);
  const taken = bare.computer.writeRegister(0, name, value);
  if (!taken) expect(bare.get(name)).toBe(before);
  return taken;
}

describe('CR0 as a debugger writes it', () => {
  it.each([
    ['paging without protection', 0x8000_0010n],
    ['not write-through without cache disable', 0x2000_0011n],
    ['a bit above 31', 0x1_0000_0011n],
  ])('refuses %s', (_, value) => {
    expect(takes(inMode('protected'), 'cr0', value)).toBe(false);
    expect(takes(inMode('long'), 'cr0', value)).toBe(false);
  });

  it('leaves long mode with paging, and comes back to it', () => {
    const bare = inMode('long');
    const [cr0, efer] = [bare.get('cr0'), bare.get('efer')];
    expect(takes(bare, 'cr0', 0x11n)).toBe(true);
    expect(bare.get('efer')).toBe(efer & ~0x400n);
    expect(takes(bare, 'cr0', cr0)).toBe(true);
    expect(bare.get('efer')).toBe(efer);
  });

  it('refuses paging where long mode is enabled and PAE is not', () => {
    const bare = inMode('long');
    takes(bare, 'cr0', 0x11n);
    takes(bare, 'cr4', 0n);
    expect(takes(bare, 'cr0', 0x8000_0011n)).toBe(false);
  });

  it('refuses to leave paging while there are PCIDs', () => {
    const bare = inMode('long');
    expect(takes(bare, 'cr4', bare.get('cr4') | 0x2_0000n)).toBe(true);
    expect(takes(bare, 'cr0', 0x11n)).toBe(false);
  });

  it('has ET set, as CPUs have', () => {
    const bare = inMode('protected');
    expect(takes(bare, 'cr0', 1n)).toBe(true);
    expect(bare.get('cr0')).toBe(0x11n);
  });
});

describe('CR4 as a debugger writes it', () => {
  it('refuses what the model does not have, and long mode without PAE', () => {
    const bare = inMode('long', 'qemu64');
    const cr4 = bare.get('cr4');
    for (const wrong of [cr4 | (1n << 40n), cr4 | (1n << 21n), cr4 & ~0x20n]) {
      expect(takes(bare, 'cr4', wrong)).toBe(false);
    }
    expect(takes(bare, 'cr4', cr4 | 0x80n)).toBe(true);
  });

  it('refuses PCIDs outside of long mode, and where CR3 has one already', () => {
    const flat = inMode('protected');
    takes(flat, 'cr4', 0x20n);
    expect(takes(flat, 'cr4', 0x2_0020n)).toBe(false);
    const bare = inMode('long');
    takes(bare, 'cr3', bare.get('cr3') | 1n);
    expect(takes(bare, 'cr4', bare.get('cr4') | 0x2_0000n)).toBe(false);
  });
});

describe('EFER as a debugger writes it', () => {
  it('refuses bits that are not there, and an LMA that is not LME with paging', () => {
    const bare = inMode('long', 'qemu64,-svm');
    const efer = bare.get('efer');
    for (const wrong of [efer | 4n, efer | 0x1000n, efer & ~0x400n, efer & ~0x100n]) {
      expect(takes(bare, 'efer', wrong)).toBe(false);
    }
    expect(takes(bare, 'efer', efer ^ 1n)).toBe(true);
    expect(takes(inMode('real'), 'efer', 0x500n)).toBe(false);
    expect(takes(inMode('real'), 'efer', 0x100n)).toBe(true);
  });

  it('leaves long mode for 32-bit paging', () => {
    const bare = inMode('long');
    expect(takes(bare, 'efer', bare.get('efer') & ~0x500n)).toBe(true);
  });
});

it('refuses a CR3 beyond physical memory, and a CR8 above 15', () => {
  const bare = inMode('long');
  expect(takes(bare, 'cr3', 1n << 40n)).toBe(false);
  expect(takes(bare, 'cr8', 16n)).toBe(false);
  expect(takes(bare, 'cr8', 15n)).toBe(true);
});
