/** Instructions after which two right machines may differ, and which registers then follow theirs. */
import { pageBytes } from '../foundation/addresses.ts';
import type { NextInstruction } from './next-instruction.ts';

export interface KnownDifference {
  readonly what: string;
  readonly why: string;
  /** Opcodes as `NextInstruction` has them; without a slash, whatever ModRM.reg is. */
  readonly opcodes?: readonly string[];
  /** Only with these values of ECX before it. */
  readonly ecx?: readonly bigint[];
  /** What is taken from the other side if it differs. */
  readonly registers: readonly string[];
  /** The other side may go on with the next instruction in the same step: ours then catches up. */
  readonly joinsNext?: true;
  /** Whatever reads this page of physical memory. */
  readonly page?: number;
  /** After any instruction, if the other side has these values. */
  readonly there?: ReadonlyMap<string, bigint>;
}

const general = [
  ...['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp', 'rsp'],
  ...Array.from({ length: 8 }, (_, index) => `r${index + 8}`),
];

const timeStampCounter = 0x10n;
const microcode = 0x8bn;
const machineCheckCapabilities = 0x179n;

// prettier-ignore
export const knownDifferences: readonly KnownDifference[] = [
  { what: 'RDTSC', opcodes: ['0F31'], registers: ['rax', 'rdx'],
    why: 'the clocks count different things' },
  { what: 'RDTSCP', opcodes: ['0F01F9'], registers: ['rax', 'rcx', 'rdx'],
    why: 'the clocks count different things' },
  { what: 'RDMSR of the time-stamp counter', opcodes: ['0F32'], registers: ['rax', 'rdx'],
    ecx: [timeStampCounter], why: 'the clocks count different things' },
  { what: 'RDMSR of the model', opcodes: ['0F32'], registers: ['rax', 'rdx'],
    ecx: [microcode, machineCheckCapabilities], why: 'the models differ in microcode and banks' },
  { what: 'CPUID', opcodes: ['0FA2'], registers: ['rax', 'rbx', 'rcx', 'rdx'],
    why: 'the models differ' },
  { what: 'RDRAND and RDSEED', opcodes: ['0FC7/6', '0FC7/7'], registers: [...general, 'eflags'],
    why: 'chance is not shared' },
  { what: 'PAUSE', opcodes: ['90'], registers: [], joinsNext: true,
    why: 'QEMU leaves its loop there, and counts no step' },
  { what: 'a load from the local APIC', page: 0xfee00000, registers: [...general, 'eflags'],
    why: 'firmware has used it before, and its timer goes by another clock' },
  { what: 'a delivery through an IST', registers: ['ss'], there: new Map([['ss', 0n]]),
    why: 'QEMU loads a null SS; that goes with a change of ring only (SDM 3A 6.14.4)' },
];

/** The row for `instruction` with `rcx` before it, or undefined: then all must be the same. */
export function knownDifference(
  { opcode, operandAt }: NextInstruction,
  rcx: bigint,
): KnownDifference | undefined {
  const [plain = ''] = opcode.split('/');
  return knownDifferences.find(
    ({ opcodes = [], ecx, page }) =>
      (page !== undefined &&
        operandAt !== undefined &&
        operandAt - (operandAt % pageBytes) === page) ||
      ((opcodes.includes(opcode) || opcodes.includes(plain)) &&
        (ecx?.includes(BigInt.asUintN(32, rcx)) ?? true)),
  );
}

/** The row for a step after which just the registers `names` differ, whatever was executed. */
export const knownAfterwards = (
  names: readonly string[],
  values: ReadonlyMap<string, bigint>,
): KnownDifference | undefined =>
  knownDifferences.find(
    ({ registers, there }) =>
      there !== undefined &&
      names.every((name) => registers.includes(name)) &&
      [...there].every(([name, value]) => values.get(name) === value),
  );
