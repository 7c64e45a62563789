/** Where a register that a debugger names has its value, and what depends on it. */
import type { Engine } from '../engine/engine.ts';
import { cpuAddress } from '../engine/engine.ts';
import { noFault } from '../isa/vectors.ts';
import { cpuCell } from '../memory/layout.ts';

export interface Place {
  readonly read: (engine: Engine, cpu: number) => bigint;
  /** False if the register cannot hold the value; nothing has changed then. */
  readonly write: (engine: Engine, cpu: number, value: bigint) => boolean;
}

export const low64 = 2n ** 64n - 1n;

/** A cell of `bytes` (2 to 16); `after` brings in line what depends on it. */
export const at = (
  offset: number,
  bytes: number,
  after?: (engine: Engine, cpu: number) => void,
): Place => ({
  read(engine, cpu) {
    if (bytes === 16 || bytes === 10) {
      const high = engine.cell64(cpu, offset + 8) & (bytes === 10 ? 0xffffn : low64);
      return (high << 64n) | engine.cell64(cpu, offset);
    }
    return bytes === 8
      ? engine.cell64(cpu, offset)
      : BigInt(engine.cell(cpu, offset) & (bytes === 2 ? 0xffff : -1)) & 0xffffffffn;
  },
  write(engine, cpu, value) {
    if (bytes === 16 || bytes === 10) engine.setCell64(cpu, offset + 8, value >> 64n);
    if (bytes >= 8) engine.setCell64(cpu, offset, value & low64);
    else engine.setCell(cpu, offset, Number(value));
    after?.(engine, cpu);
    return true;
  },
});

/** What follows from CR0, CR4, EFER or CS: ring, code size, translations, the record in use. */
export function remap(engine: Engine, cpu: number): void {
  engine.exports.loadDirectories(cpuAddress(cpu), engine.cell(cpu, cpuCell.cr3));
  engine.setCell(cpu, cpuCell.faultVector, noFault);
  engine.exports.flushTlb(cpuAddress(cpu));
  engine.exports.updateMode(cpuAddress(cpu));
  engine.setCell(cpu, cpuCell.record, 0);
}
