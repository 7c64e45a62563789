/** What hardware writes into bank 0 when a machine check is injected (SDM 3B 16.3.2.2). */
import type { Engine } from '../engine/engine.ts';
import { cpuCell } from '../memory/layout.ts';

const status = cpuCell.machineCheckBanks + 8;
// prettier-ignore
const statusBit = {
  valid: 1n << 63n, overflow: 1n << 62n, uncorrected: 1n << 61n, enabled: 1n << 60n,
} as const;
const unclassified = 1n;

/**
 * An uncorrected error of no class whose context is good: MCG_STATUS.RIPV will say that the CPU can
 * go on. A record that nobody has cleared yet is overwritten, and says so.
 */
export function recordMachineCheck(engine: Engine, cpu: number): void {
  const before = engine.cell64(cpu, status);
  const { valid, overflow, uncorrected, enabled } = statusBit;
  const again = (before & valid) === 0n ? 0n : overflow;
  engine.setCell64(cpu, status, valid | uncorrected | enabled | again | unclassified);
}
