/** Everything that a debugger can see of a machine, in one number. */
import { createHash } from 'node:crypto';
import { physicalAddress } from '../../src/foundation/addresses.ts';
import { registers } from '../../src/isa/registers.ts';
import type { Machine } from '../../src/machine/machine.ts';

export function stateOf(machine: Machine): string {
  const hash = createHash('sha256');
  for (let cpu = 0; cpu < machine.cpuCount; cpu += 1) {
    const values = registers.map(({ name }) => machine.readRegister(cpu, name).toString(16));
    hash.update(`${values.join()} ${machine.activity(cpu)}\n`);
  }
  hash.update(`${machine.moment} ${machine.current}\n`);
  hash.update(machine.readPhysical(physicalAddress(0), machine.ramBytes));
  return hash.digest('hex');
}
