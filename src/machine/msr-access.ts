/** RDMSR and WRMSR: the table of isa/msrs.ts, and the few registers with effects. */
import type { Log } from '../foundation/log.ts';
import { cpuAddress } from '../engine/engine.ts';
import { msr, msrByNumber } from '../isa/msrs.ts';
import { cpuCell } from '../memory/layout.ts';
import type { Computer } from './computer.ts';

const efer = { lme: 0x100n, lma: 0x400n } as const;
const cr0pg = 2 ** 31;

const cr4la57 = 1 << 12;

function isCanonical({ engine }: Computer, cpu: number, value: bigint): boolean {
  const bits = (engine.cell(cpu, cpuCell.cr4) & cr4la57) === 0 ? 48 : 57;
  return BigInt.asUintN(64, BigInt.asIntN(bits, value)) === value;
}

function unknown(log: Log, verb: string, number: number): void {
  const name = `MSR 0x${number.toString(16)}`;
  log.once(`${verb} ${name}`, `${verb} of unknown ${name}: #GP`);
}

function read(machine: Computer, cpu: number, number: number, log: Log): bigint | undefined {
  const row = msrByNumber.get(number);
  if (row === undefined) {
    unknown(log, 'RDMSR', number);
    return undefined;
  }
  if (number === msr.timeStampCounter) return machine.timeStamp(cpu);
  return row.cell === undefined ? 0n : machine.engine.cell64(cpu, row.cell);
}

/** False for #GP: unknown, reserved bits changed, or an address that is not canonical. */
function write(machine: Computer, cpu: number, number: number, value: bigint, log: Log): boolean {
  const { engine } = machine;
  const row = msrByNumber.get(number);
  if (row === undefined) {
    unknown(log, 'WRMSR', number);
    return false;
  }
  if (number === msr.timeStampCounter) {
    const raw = machine.timeStamp(cpu) - engine.cell64(cpu, cpuCell.tscOffset);
    engine.setCell64(cpu, cpuCell.tscOffset, BigInt.asUintN(64, value - raw));
    return true;
  }
  if (number === msr.efer) return writeEfer(machine, cpu, value);
  if (row.cell === undefined) return true;
  const fixed = (engine.cell64(cpu, row.cell) ^ value) & ~row.writable & (2n ** 64n - 1n);
  if (fixed !== 0n || (row.canonical && !isCanonical(machine, cpu, value))) return false;
  engine.setCell64(cpu, row.cell, value);
  return true;
}

/** LME cannot change under paging; LMA is the CPU's own (SDM 3A 2.2.1). */
function writeEfer(machine: Computer, cpu: number, value: bigint): boolean {
  const { engine } = machine;
  const old = engine.cell64(cpu, cpuCell.efer);
  const writable = msrByNumber.get(msr.efer)?.writable ?? 0n;
  if ((value & ~(writable | efer.lma)) !== 0n) return false;
  const paging = (engine.cell(cpu, cpuCell.cr0) & cr0pg) !== 0;
  if (paging && ((old ^ value) & efer.lme) !== 0n) return false;
  engine.setCell64(cpu, cpuCell.efer, (value & ~efer.lma) | (old & efer.lma));
  engine.exports.flushTlb(cpuAddress(cpu));
  return true;
}

export const accessMsr = { read, write } as const;
