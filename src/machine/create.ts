/** Builds a machine: the one place that knows which engine drives it. */
import type { Log } from '../foundation/log.ts';
import { Defect } from '../foundation/assert.ts';
import type { BootPlan } from './boot/plan.ts';
import type { Machine } from './machine.ts';

/** What a machine is made of. */
export interface MachineOptions {
  readonly cpuCount: number;
  readonly ramBytes: number;
  readonly plan: BootPlan;
  /** Takes the guest's console, byte by byte. */
  readonly console: (byte: number) => void;
  readonly log: Log;
  /** Instructions in one CPU's turn. */
  readonly quantum: number;
  readonly nsPerInstruction: number;
  readonly seed: number;
}

/** A machine at its first moment: the plan carried out, CPU 0 at the entry, the others waiting. */
export function createMachine(options: MachineOptions): Machine {
  throw new Defect(`no engine is built in yet for ${options.cpuCount} CPUs`);
}
