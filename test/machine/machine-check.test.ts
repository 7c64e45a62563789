/** Machine checks: banks, MCIP, CR4.MCE, and what a CPU in shutdown still hears. */
import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import type { BareMachine } from './bare-machine.ts';
import { bareMachine } from './bare-machine.ts';

const mce = 0x40n;
const status = 0x401;

/** A machine with CR4.MCE that spins; `cpu` is its model. */
function spinning(options: { mce?: boolean; text?: string; cpu?: string } = {}): BareMachine {
  const code = assemble(options.text ?? '1: jmp 1b');
  const bare = bareMachine({ code, cpu: options.cpu ?? 'max' });
  if (options.mce !== false) bare.set('cr4', bare.get('cr4') | mce);
  return bare;
}

/** RDMSR by the guest. */
function readMsr(bare: BareMachine, number: number): bigint {
  const at = bare.get('rip');
  bare.poke(0x300000, [0x0f, 0x32]);
  bare.set('rcx', number);
  bare.set('rip', 0x300000);
  bare.step();
  bare.set('rip', at);
  return (bare.get('rdx') << 32n) | bare.get('rax');
}

describe('a machine check', () => {
  it('is recorded in bank 0 as uncorrected, and the CPU can go on', () => {
    const bare = spinning();
    bare.computer.inject({ kind: 'machine-check', cpu: 0 });
    bare.step();

    expect(bare.vector()).toBe(18);
    expect(readMsr(bare, status)).toBe(0xb000_0000_0000_0001n);
    expect(readMsr(bare, 0x17a)).toBe(5n);
  });

  it('that is recorded over another one says so', () => {
    const bare = spinning();
    bare.computer.inject({ kind: 'machine-check', cpu: 0 });
    bare.computer.inject({ kind: 'machine-check', cpu: 0 });
    bare.step();

    expect(readMsr(bare, status)).toBe(0xf000_0000_0000_0001n);
  });

  it('during another one, before MCIP is cleared, shuts the CPU down', () => {
    const bare = spinning();
    bare.computer.inject({ kind: 'machine-check', cpu: 0 });
    bare.step();
    bare.computer.inject({ kind: 'machine-check', cpu: 0 });

    expect(bare.step()).toMatchObject({ kind: 'shutdown', cpu: 0 });
  });

  it('after MCIP has been cleared is taken as the first one', () => {
    const bare = spinning({ text: 'wrmsr; 1: jmp 1b' });
    bare.computer.inject({ kind: 'machine-check', cpu: 0 });
    bare.step();
    for (const [name, value] of [
      ['rip', 0x100000],
      ['rcx', 0x17a],
      ['rax', 0],
      ['rdx', 0],
    ] as const)
      bare.set(name, value);
    bare.step();
    bare.computer.inject({ kind: 'machine-check', cpu: 0 });
    bare.step();

    expect(bare.vector()).toBe(18);
  });

  it('without CR4.MCE shuts the CPU down', () => {
    const bare = spinning({ mce: false });
    bare.computer.inject({ kind: 'machine-check', cpu: 0 });

    expect(bare.step()).toMatchObject({ kind: 'shutdown', cpu: 0 });
    expect(bare.computer.activity(0)).toBe('shutdown');
  });
});

describe('a CPU in shutdown', () => {
  function down(): BareMachine {
    const bare = bareMachine({ code: assemble('1: jmp 1b'), otherEntries: [0x100000] });
    bare.computer.inject({ kind: 'machine-check', cpu: 0 });
    bare.step();
    return bare;
  }

  it('hears no further machine check', () => {
    const bare = down();
    bare.computer.inject({ kind: 'machine-check', cpu: 0 });
    bare.run(20);

    expect(bare.computer.activity(0)).toBe('shutdown');
  });

  it('hears an NMI', () => {
    const bare = down();
    bare.computer.inject({ kind: 'nmi', cpu: 0 });
    bare.run(4);

    expect(bare.vector()).toBe(2);
  });

  it('hears INIT', () => {
    const bare = down();
    bare.computer.bus.writeMemory(0xfee00300, 4, 0xc4500, 1);
    bare.run(4);

    expect(bare.computer.activity(0)).toBe('wait-for-SIPI');
  });
});

describe('the banks', () => {
  const write = (value: number) => `mov $${value}, %eax; xor %edx, %edx; wrmsr;`;
  const writeTo = (number: number, value: number, cpu: string, before = ''): BareMachine => {
    const bare = spinning({ text: `${before} mov $${number}, %ecx; ${write(value)} hlt`, cpu });
    bare.run(10);
    return bare;
  };

  it.each([
    ['zero into STATUS', 0x401, 0, 'max', undefined],
    ['anything else into STATUS on AMD', 0x401, 1, 'max', 13],
    ['anything else into STATUS on Intel', 0x401, 1, 'nehalem', 13],
    ['an address on AMD', 0x402, 1, 'max', undefined],
    ['an address on Intel', 0x402, 1, 'nehalem', 13],
    ['zero as an address on Intel', 0x402, 0, 'nehalem', undefined],
    ['MCG_CAP', 0x179, 0, 'max', 13],
    ['a bank that is not there', 0x428, 0, 'max', 13],
  ])('take %s, or not', (_what, number, value, cpu, vector) => {
    expect(writeTo(number, value, cpu).vector()).toBe(vector);
  });

  it('take any status on AMD while HWCR.McStatusWrEn is set', () => {
    const bare = writeTo(0x401, 5, 'max', `mov $0xc0010015, %ecx; ${write(0x40000)}`);

    expect(bare.vector()).toBeUndefined();
    expect(readMsr(bare, status)).toBe(5n);
  });

  it('are ten, with MCG_CTL', () => {
    expect(readMsr(spinning(), 0x179)).toBe(0x10an);
    expect(readMsr(spinning(), 0x17b)).toBe(0xffff_ffff_ffff_ffffn);
  });
});
