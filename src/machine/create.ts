/** Builds a machine: RAM filled by the plan, CPU 0 at the entry, the others waiting for SIPI. */
import type { Log } from '../foundation/log.ts';
import type { CpuModel } from '../isa/cpuid.ts';
import { ramBase } from '../memory/layout.ts';
import type { BootPlan, RomPlan } from './boot/plan.ts';
import { Computer } from './computer.ts';
import { enterPlan } from './reset.ts';

/** What a machine is made of. */
export interface MachineOptions {
  readonly cpuCount: number;
  readonly ramBytes: number;
  readonly plan: BootPlan | RomPlan;
  /** Takes the guest's console, byte by byte. */
  readonly console: (byte: number) => void;
  readonly log: Log;
  /** Steps in one CPU's turn. */
  readonly quantum: number;
  /** How much virtual time one step takes. */
  readonly nsPerInstruction: number;
  readonly seed: number;
  /** What CPUs these are; the default model if absent. */
  readonly model?: CpuModel;
}

/** A machine at its first moment: the plan carried out, nothing executed. */
export function createMachine(options: MachineOptions): Computer {
  const { plan } = options;
  const rom = 'rom' in plan ? { rom: plan.rom } : {};
  const computer = new Computer({ ...options, ...rom });
  const { engine } = computer;
  // Fresh RAM is zero already; writes come in the plan's order.
  for (const { physical, bytes } of plan.writes) {
    engine.memory.u8.set(bytes, ramBase + physical);
    engine.written(physical, bytes.length);
  }
  if (!('rom' in plan)) enterPlan(engine, plan);
  return computer;
}
