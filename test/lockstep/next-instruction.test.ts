/** Specifies src/lockstep/next-instruction.ts, and what the tables beside it say of instructions. */
import { describe, expect, it } from 'vitest';
import { flagBit } from '../../src/isa/flags.ts';
import { knownAfterwards, knownDifference } from '../../src/lockstep/known-differences.ts';
import { instructionAt } from '../../src/lockstep/next-instruction.ts';
import { undefinedFlags } from '../../src/lockstep/undefined-flags.ts';
import { StillMachine } from '../debugger/still-machine.ts';

const address = 0x2000n;

function instruction(hex: string) {
  const machine = new StillMachine();
  machine.memory.set(Buffer.from(hex.replaceAll(' ', ''), 'hex'), Number(address));
  machine.writeRegister(0, 'rbx', 0x3000n);
  machine.writeRegister(0, 'rcx', 0x10n);
  return instructionAt(machine, 0, address);
}

describe('the next instruction', () => {
  it.each([
    ['48 01 c3', 'add', '01/0', 3],
    ['66 0f a2', 'cpuid', '0FA2/0', 3],
    ['f3 90', 'pause', '90/0', 2],
    ['0f 01 f8', 'swapgs', '0F01F8/7', 3],
  ])('%s is %s with opcode %s', (hex, name, opcode, length) => {
    const found = instruction(hex);

    expect(found).toMatchObject({ name, opcode, codeBits: 64 });
    expect(found.bytes).toHaveLength(length);
  });

  it.each([
    ['f3 48 a5', true],
    ['f2 ae', true],
    ['a4', false],
    ['f3 90', false],
    ['f3 c3', false],
  ])('%s repeats: %s', (hex, repeated) => {
    expect(instruction(hex).repeated).toBe(repeated);
  });

  it.each([
    ['8b 03', 0x3000],
    ['8b 44 4b 08', 0x3028],
    ['8b 05 10 00 00 00', 0x2016],
    ['8b 04 25 00 10 00 00', 0x1000],
  ])('%s has its operand at %i', (hex, at) => {
    expect(instruction(hex).operandAt).toBe(at);
  });
});

describe('undefined flags', () => {
  const { af, of, cf, sf, zf, pf } = flagBit;

  it.each([
    ['48 01 c3', 0n, 0],
    ['31 c0', 0n, af],
    ['d1 e0', 0n, af],
    ['c1 e0 00', 0n, 0],
    ['c1 e0 05', 0n, af | of],
    ['66 c1 e0 12', 0n, af | of | cf],
    ['d3 e8', 1n, af],
    ['d3 e8', 0x21n, af],
    ['48 d3 e8', 0x21n, af | of],
    ['c1 c0 05', 0n, of],
    ['0f af c3', 0n, sf | zf | af | pf],
  ])('of %s with rcx %i are %i', (hex, rcx, flags) => {
    expect(undefinedFlags(instruction(hex), rcx)).toBe(flags);
  });
});

describe('a known difference', () => {
  it.each([
    ['0f 31', 0n, 'RDTSC'],
    ['0f a2', 0n, 'CPUID'],
    ['0f 32', 0x10n, 'RDMSR of the time-stamp counter'],
    ['0f 32', 0xc0000080n, undefined],
    ['48 0f c7 f0', 0n, 'RDRAND and RDSEED'],
    ['0f c7 0b', 0n, undefined],
    ['f3 90', 0n, 'PAUSE'],
    ['0f 01 f9', 0n, 'RDTSCP'],
    ['0f 01 38', 0n, undefined],
    ['0f 01 f8', 0n, undefined],
    ['01 c0', 0n, undefined],
  ])('after %s with rcx %i is that of %s', (hex, rcx, what) => {
    expect(knownDifference(instruction(hex), rcx)?.what).toBe(what);
  });

  it('of a load is told by the page that it reads', () => {
    const load = { ...instruction('8b 03'), operandAt: undefined };

    expect(knownDifference({ ...load, operandAt: 0xfee00030 as never }, 0n)?.what).toMatch(/APIC/);
    expect(knownDifference({ ...load, operandAt: 0xfee01000 as never }, 0n)).toBeUndefined();
  });

  it('of a null SS is none if anything else differs', () => {
    const nullSs = new Map([['ss', 0n]]);

    expect(knownAfterwards(['ss'], nullSs)?.what).toMatch(/IST/);
    expect(knownAfterwards(['ss', 'rax'], nullSs)).toBeUndefined();
    expect(knownAfterwards(['ss'], new Map([['ss', 8n]]))).toBeUndefined();
  });
});
