/** Digests that tell whether two runs are the same: of what a machine starts with, and of its state. */
import { createHash } from 'node:crypto';
import { physicalAddress } from '../foundation/addresses.ts';
import { registers } from '../isa/registers.ts';
import type { BootPlan, RomPlan } from '../machine/boot/plan.ts';
import type { Machine } from '../machine/machine.ts';

/** Of everything that is in memory at power-on, and of where CPU 0 begins. */
export function planDigest(plan: BootPlan | RomPlan): string {
  const hash = createHash('sha256');
  for (const { physical, bytes } of plan.writes)
    hash.update(`${physical}+${bytes.length}:`).update(bytes);
  if ('rom' in plan) hash.update('rom').update(plan.rom);
  else hash.update(JSON.stringify([plan.entry, plan.registers]));
  return hash.digest('hex');
}

/** Of RAM, of all registers of all CPUs, and of the moment. */
export function stateDigest(machine: Machine): string {
  const hash = createHash('sha256');
  for (let cpu = 0; cpu < machine.cpuCount; cpu += 1) {
    const values = registers.map(({ name }) => machine.readRegister(cpu, name).toString(16));
    hash.update(`${values.join()} ${machine.activity(cpu)}\n`);
  }
  hash.update(`${machine.moment}\n`);
  return hash.update(machine.readPhysical(physicalAddress(0), machine.ramBytes)).digest('hex');
}
