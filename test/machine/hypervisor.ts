/** The default image on a machine of its own, for tests that want a real guest. */
import { createHash } from 'node:crypto';
import { silentLog } from '../../src/foundation/log.ts';
import { planMultiboot } from '../../src/machine/boot/multiboot.ts';
import { isRefused } from '../../src/machine/boot/plan.ts';
import type { Computer } from '../../src/machine/computer.ts';
import { createMachine } from '../../src/machine/create.ts';
import type { Machine } from '../../src/machine/machine.ts';
import type { StopReason } from '../../src/machine/stop.ts';
import { registers } from '../../src/isa/registers.ts';
import { fixture } from '../fixture.ts';
import { physicalAddress } from '../../src/foundation/addresses.ts';

export const hypervisorImage = fixture('tiny-hypervisor/tiny-hypervisor.elf');

export interface Guest {
  readonly machine: Computer;
  readonly console: () => string;
}

export function bootHypervisor(options: {
  cpuCount: number;
  quantum?: number;
  commandLine?: string;
  /** Another image than the default one. */
  image?: Uint8Array;
}): Guest {
  const ramBytes = 32 * 2 ** 20;
  const image = options.image ?? hypervisorImage;
  const commandLine = options.commandLine ?? 'tiny-hypervisor';
  const plan = planMultiboot({ image, commandLine, modules: [], ramBytes });
  if (isRefused(plan)) throw new Error(plan.refused);
  const bytes: number[] = [];
  const machine = createMachine({
    cpuCount: options.cpuCount,
    ramBytes,
    plan,
    quantum: options.quantum ?? 100,
    nsPerInstruction: 128,
    seed: 0,
    log: silentLog,
    console: (byte) => bytes.push(byte),
  });
  return { machine, console: () => String.fromCharCode(...bytes) };
}

/** Runs all CPUs. */
export function runAll(machine: Machine, budget: number): StopReason {
  const resumed = Array.from({ length: machine.cpuCount }, (_, cpu) => cpu);
  return machine.run({ resumed, stepping: new Map(), budget });
}

/** A digest of everything a guest could tell states apart by. */
export function fingerprint(machine: Computer): string {
  const hash = createHash('sha256');
  hash.update(machine.readPhysical(physicalAddress(0), machine.ramBytes));
  for (let cpu = 0; cpu < machine.cpuCount; cpu++) {
    const values = registers.map(({ name }) => machine.readRegister(cpu, name).toString(16));
    hash.update(`${values.join()} ${machine.activity(cpu)}`);
  }
  return hash.update(`${machine.moment} ${machine.current}`).digest('hex');
}
