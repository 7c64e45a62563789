/** Puts a CPU model where the engine reads it: the rows of CPUID, and what else depends on it. */
import { assert } from '../foundation/assert.ts';
import type { Engine } from '../engine/engine.ts';
import type { CpuModel } from '../isa/cpuid.ts';
import { featureOverrides, msrCell } from '../isa/msrs.ts';
import { cpuidRowBytes, cpuidRowsMax, cpuidTable, modelCell } from '../memory/layout.ts';

/** Before the first CPU is reset: its signature is in EDX then. */
export function fillModel(engine: Engine, model: CpuModel): void {
  const { rows } = model;
  assert(rows.length <= cpuidRowsMax, 'the rows of a CPU model fit');
  engine.setMachineCell(cpuidTable, rows.length);
  rows.forEach((row, index) => {
    const at = cpuidTable + 8 + index * cpuidRowBytes;
    // How many CPUs there are in the package is the machine's to say (SDM 2A, CPUID leaf 0BH).
    const ebx = row.leaf === 0xb && row.subleaf === 1 ? engine.cpuCount : row.ebx;
    const words = [row.leaf, row.subleaf, row.eax, ebx, row.ecx, row.edx];
    words.forEach((word, place) => engine.setMachineCell(at + place * 4, word));
  });
  engine.setMachineCell(modelCell.cr4, model.cr4);
  engine.setMachineCell(modelCell.xcr0, model.xcr0);
  engine.setMachineCell(modelCell.intel, model.vendor === 'GenuineIntel' ? 1 : 0);
  engine.setMachineCell(modelCell.signature, model.signature);
}

/** At power-on a CPU's feature registers say what its model has. */
export function fillFeatures(engine: Engine, cpu: number, model: CpuModel): void {
  for (const { leaf, number } of featureOverrides) {
    const row = model.rows.find((one) => one.leaf === leaf);
    engine.setCell(cpu, msrCell(number), row?.edx ?? 0);
    engine.setCell(cpu, msrCell(number) + 4, row?.ecx ?? 0);
  }
}
