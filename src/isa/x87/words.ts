/** Control and status word of the x87 FPU (SDM 1 8.1.3, 8.1.5), and what its stack can suffer. */
import { cpuCell } from '../../memory/layout.ts';
import { cell } from '../../memory/routine.ts';
import type { FunctionBuilder } from '../../wasm/function.ts';
import type { Local, Value } from '../../wasm/value.ts';
import { load } from '../../wasm/value.ts';
import { exception } from '../float/number.ts';

/** Bits of the status word beside the exceptions; C0 to C3 are the condition code. */
export const statusBit = {
  stackFault: 0x40,
  /** An exception is not masked: the next instruction that waits delivers #MF. */
  summary: 0x80,
  c0: 0x100,
  c1: 0x200,
  c2: 0x400,
  c3: 0x4000,
  /** Follows the summary bit since the 80287. */
  busy: 0x8000,
} as const;

export const conditionCode = statusBit.c0 | statusBit.c2 | statusBit.c3;
export const topShift = 11;

/** What FNINIT loads. */
export const initialControl = 0x37f;

/** Exceptions that are known before anything is computed: their handler sees the operands. */
export const beforehand = exception.invalid | exception.denormal | exception.zeroDivide;

/** Values of floatCell.stackFault. */
export const stackFault = { none: 0, underflow: 1, overflow: 2 } as const;

/** CR0 bits that concern the FPU (SDM 3A 2.5). */
export const cr0Bit = { mp: 2, em: 4, ts: 8, ne: 0x20 } as const;

/** Number of the physical register ST(number), an i32. */
export const physical = (cpu: Value, number: Value): Value =>
  cell(cpu, cpuCell.fstat).shrU(topShift).add(number).and(7);

/** Where a physical register lies, beside the CPU's base. */
export const registerAt = (cpu: Value, register: Value): Value => cpu.add(register.shl(4));

/** 1 if a physical register is in use. */
export const isUsed = (cpu: Value, register: Value): Value =>
  cell(cpu, cpuCell.ftag).shrU(register).and(1);

export const setStatus = (f: FunctionBuilder, cpu: Local, status: Value): void =>
  f.store(4, cpu, status, cpuCell.fstat);

/** Changes condition code bits: those of `mask` become what `code` has. */
export const setCondition = (f: FunctionBuilder, cpu: Local, mask: number, code: Value): void =>
  setStatus(f, cpu, cell(cpu, cpuCell.fstat).and(~mask).or(code));

/** The 64 bits of the significand, and sign and exponent, of a physical register. */
export const significandOf = (cpu: Value, register: Value): Value =>
  load('i64', 8, registerAt(cpu, register), cpuCell.x87);
export const exponentOf = (cpu: Value, register: Value): Value =>
  load('i32', 2, registerAt(cpu, register), cpuCell.x87 + 8);
