/** RDMSR and WRMSR: the table of isa/msrs.ts, and the few registers with effects. */
import type { Log } from '../foundation/log.ts';
import { cpuAddress } from '../engine/engine.ts';
import type { MsrRow } from '../isa/msrs.ts';
import { msr, msrByNumber, msrCell } from '../isa/msrs.ts';
import { guestCell } from '../memory/guest-cells.ts';
import { cpuCell } from '../memory/layout.ts';
import type { Computer } from './computer.ts';

const efer = { lme: 0x100n, lma: 0x400n, svme: 0x1000n } as const;
/** VM_CR (APM 2 15.30.1): LOCK makes itself and SVMDIS read-only, SVMDIS forbids EFER.SVME. */
const vmCr = { lock: 8n, disable: 0x10n } as const;
const cr0pg = 2 ** 31;

const cr4la57 = 1 << 12;

function isCanonical({ engine }: Computer, cpu: number, value: bigint): boolean {
  const bits = (engine.cell(cpu, cpuCell.cr4) & cr4la57) === 0 ? 48 : 57;
  return BigInt.asUintN(64, BigInt.asIntN(bits, value)) === value;
}

/** The register's row, if CPUs of this model have it; otherwise it is named. */
function rowOf(machine: Computer, number: number, verb: string, log: Log): MsrRow | undefined {
  const row = msrByNumber.get(number);
  const { features, vendor } = machine.model;
  const has = row?.feature === undefined || features.has(row.feature);
  if (row !== undefined && has && (row.vendor === undefined || row.vendor === vendor)) return row;
  const name = `MSR 0x${number.toString(16)}`;
  log.once(`${verb} ${name}`, `${verb} of unknown ${name}: #GP`);
  return undefined;
}

/** The value, or undefined for #GP. */
function read(machine: Computer, cpu: number, number: number, log: Log): bigint | undefined {
  const row = rowOf(machine, number, 'RDMSR', log);
  if (row === undefined || row.only === 'write') return undefined;
  if (row.keeper === 'device') return machine.bus.readMsr(number, cpu);
  if (number === msr.timeStampCounter) return machine.timeStamp(cpu);
  return row.keeper === 'machine' ? row.initial : machine.engine.cell64(cpu, row.keeper);
}

/** False for #GP: unknown, reserved bits changed, or an address that is not canonical. */
function write(machine: Computer, cpu: number, number: number, value: bigint, log: Log): boolean {
  const { engine } = machine;
  const row = rowOf(machine, number, 'WRMSR', log);
  if (row === undefined || row.only === 'read') return false;
  if (row.keeper === 'device') {
    return (value & ~row.writable) === 0n && machine.bus.writeMsr(number, value, cpu);
  }
  if (number === msr.timeStampCounter) {
    const raw = machine.timeStamp(cpu) - engine.cell64(cpu, cpuCell.tscOffset);
    engine.setCell64(cpu, cpuCell.tscOffset, BigInt.asUintN(64, value - raw));
    return true;
  }
  if (number === msr.efer) return writeEfer(machine, cpu, value);
  if (number === msr.vmCr) return writeVmCr(machine, cpu, value);
  if (row.keeper === 'machine') return true;
  const fixed = (engine.cell64(cpu, row.keeper) ^ value) & ~row.writable & (2n ** 64n - 1n);
  if (fixed !== 0n || (row.canonical && !isCanonical(machine, cpu, value))) return false;
  if (!hasMemoryTypes(row, value) || (value !== 0n && mayOnlyClear(machine, cpu, row)))
    return false;
  engine.setCell64(cpu, row.keeper, value);
  return true;
}

/** Uncacheable, write combining, through, protected, back; and UC-, which only the PAT knows. */
const memoryTypes: ReadonlySet<bigint> = new Set([0n, 1n, 4n, 5n, 6n]);
const uncachedMinus = 7n;

function hasMemoryTypes({ number, memoryTypes: count }: MsrRow, value: bigint): boolean {
  return Array.from({ length: count }, (_, at) => (value >> BigInt(8 * at)) & 0xffn).every(
    (type) => memoryTypes.has(type) || (number === msr.pat && type === uncachedMinus),
  );
}

/** HWCR.McStatusWrEn: software may set what only hardware sets (APM 2 9.3.2.2). */
const statusWriteEnable = 0x4_0000n;

function mayOnlyClear({ engine, model }: Computer, cpu: number, { cleared }: MsrRow): boolean {
  if (cleared === undefined) return false;
  if (model.vendor === 'GenuineIntel') return true;
  const hwcr = engine.cell64(cpu, msrCell(msr.hardwareConfiguration));
  return cleared === 'everywhere' && (hwcr & statusWriteEnable) === 0n;
}

/** LME cannot change under paging; LMA is the CPU's own (SDM 3A 2.2.1). */
function writeEfer(machine: Computer, cpu: number, value: bigint): boolean {
  const { engine } = machine;
  const old = engine.cell64(cpu, cpuCell.efer);
  const known = msrByNumber.get(msr.efer)?.writable ?? 0n;
  const disabled = (engine.cell64(cpu, guestCell.vmCr) & vmCr.disable) !== 0n;
  const writable = known | (machine.model.features.has('svm') && !disabled ? efer.svme : 0n);
  if ((value & ~(writable | efer.lma)) !== 0n) return false;
  const paging = (engine.cell(cpu, cpuCell.cr0) & cr0pg) !== 0;
  if (paging && ((old ^ value) & efer.lme) !== 0n) return false;
  engine.setCell64(cpu, cpuCell.efer, (value & ~efer.lma) | (old & efer.lma));
  engine.exports.flushTlb(cpuAddress(cpu));
  return true;
}

function writeVmCr({ engine }: Computer, cpu: number, value: bigint): boolean {
  const old = engine.cell64(cpu, guestCell.vmCr);
  const kept = (old & vmCr.lock) === 0n ? 0n : vmCr.lock | vmCr.disable;
  const next = (value & ~kept) | (old & kept);
  const running = (engine.cell64(cpu, cpuCell.efer) & efer.svme) !== 0n;
  const wrong = (value & ~(msrByNumber.get(msr.vmCr)?.writable ?? 0n)) !== 0n;
  if (wrong || (running && (next & vmCr.disable) !== 0n)) return false;
  engine.setCell64(cpu, guestCell.vmCr, next);
  return true;
}

export const accessMsr = { read, write } as const;
