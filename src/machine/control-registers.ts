/**
 * CR0, CR3, CR4, CR8 and EFER as a debugger writes them: any state that a CPU can be in, whichever
 * way it would come there, and no other (SDM 3A 2.5, 9.8.5; APM 2 3.1).
 */
import type { Engine } from '../engine/engine.ts';
import { msr } from '../isa/msrs.ts';
import { cpuCell, modelCell } from '../memory/layout.ts';
import { at, remap, type Place } from './register-place.ts';

const cr0Bit = { pe: 1n, et: 0x10n, nw: 1n << 29n, cd: 1n << 30n, pg: 1n << 31n } as const;
const cr4Bit = { pae: 0x20n, pcide: 1n << 17n } as const;
const eferBit = { lme: 0x100n, lma: 0x400n } as const;
const cr0Bits = 32n;
const physicalBits = 40n;
const pcidMask = 0xfffn;
const taskPriorityMax = 15n;

const has = (value: bigint, bit: bigint): boolean => (value & bit) !== 0n;

/** A cell that takes what `allows` says, maybe changed by what follows from it. */
const guarded = (
  cell: number,
  allows: (engine: Engine, cpu: number, value: bigint) => boolean,
): Place => ({
  read: at(cell, 8).read,
  write: (engine, cpu, value) =>
    allows(engine, cpu, value) && at(cell, 8, remap).write(engine, cpu, value),
});

/** Long mode is active while it is enabled and there is paging: LMA follows PG, as in MOV to CR0. */
const cr0: Place = {
  read: at(cpuCell.cr0, 8).read,
  write(engine, cpu, value) {
    const [cr4, efer] = [engine.cell64(cpu, cpuCell.cr4), engine.cell64(cpu, cpuCell.efer)];
    const pages = has(value, cr0Bit.pg);
    const isLong = pages && has(efer, eferBit.lme);
    if (value >> cr0Bits !== 0n || (pages && !has(value, cr0Bit.pe))) return false;
    if (has(value, cr0Bit.nw) && !has(value, cr0Bit.cd)) return false;
    if (isLong ? !has(cr4, cr4Bit.pae) : has(cr4, cr4Bit.pcide)) return false;
    const lma = isLong ? eferBit.lma : 0n;
    engine.setCell64(cpu, cpuCell.efer, (efer & ~eferBit.lma) | lma);
    return at(cpuCell.cr0, 8, remap).write(engine, cpu, value | cr0Bit.et);
  },
};

const cr3 = guarded(cpuCell.cr3, (_engine, _cpu, value) => value >> physicalBits === 0n);

const cr4 = guarded(cpuCell.cr4, (engine, cpu, value) => {
  const known = BigInt.asUintN(32, BigInt(engine.machineCell(modelCell.cr4)));
  const isLong = has(engine.cell64(cpu, cpuCell.efer), eferBit.lma);
  const on = value & ~engine.cell64(cpu, cpuCell.cr4);
  if ((value & ~known) !== 0n || (isLong && !has(value, cr4Bit.pae))) return false;
  if (has(on, cr4Bit.pcide) && has(engine.cell64(cpu, cpuCell.cr3), pcidMask)) return false;
  // Where PAE comes along it is on its way into long mode, which EFER has yet to say.
  return isLong || !has(value, cr4Bit.pcide) || has(on, cr4Bit.pae);
});

const efer: Place = {
  read: at(cpuCell.efer, 8).read,
  write(engine, cpu, value) {
    const pages = has(engine.cell64(cpu, cpuCell.cr0), cr0Bit.pg);
    const isLong = has(value, eferBit.lma);
    if (isLong !== (pages && has(value, eferBit.lme))) return false;
    if (isLong && !has(engine.cell64(cpu, cpuCell.cr4), cr4Bit.pae)) return false;
    // All but the mode is as WRMSR takes it, which changes no mode while there is paging.
    const mode = eferBit.lme | eferBit.lma;
    const kept = engine.cell64(cpu, cpuCell.efer) & mode;
    if (!engine.writeMsr(cpu, msr.efer, (value & ~mode) | kept)) return false;
    return at(cpuCell.efer, 8, remap).write(engine, cpu, value);
  },
};

/** CR8 is the upper half of the local APIC's task priority (SDM 3A 11.8.6). */
const cr8: Place = {
  read: (engine, cpu) => BigInt(engine.taskPriority(cpu) >> 4),
  write(engine, cpu, value) {
    if (value > taskPriorityMax) return false;
    engine.setTaskPriority(cpu, Number(value) << 4);
    return true;
  },
};

// prettier-ignore
export const controlPlaces: readonly [string, Place][] = [
  ['cr0', cr0], ['cr2', at(cpuCell.cr2, 8)], ['cr3', cr3], ['cr4', cr4], ['cr8', cr8], ['efer', efer],
];
