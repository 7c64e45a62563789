/** The law of determinism as gdb sees it: one script, one history, whatever the host does meanwhile. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createLog } from '../../src/foundation/log.ts';
import { physicalAddress } from '../../src/foundation/addresses.ts';
import { registers } from '../../src/isa/registers.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { transcriptOf } from './harness.ts';
import { inSlicesOf } from './pacing.ts';
import { imagePath, tinyHypervisor } from './tiny-hypervisor.ts';

/** Everything that a debugger can see of `machine`, in one number. */
function stateOf(machine: Machine): string {
  const hash = createHash('sha256');
  for (let cpu = 0; cpu < machine.cpuCount; cpu += 1) {
    const values = registers.map(({ name }) => machine.readRegister(cpu, name).toString(16));
    hash.update(`${values.join()} ${machine.activity(cpu)}\n`);
  }
  hash.update(`${machine.moment} ${machine.current}\n`);
  hash.update(machine.readPhysical(physicalAddress(0), machine.ramBytes));
  return hash.digest('hex');
}

/** Plays the whole session; the connection is looked at every `slice` steps. */
async function session(slice: number) {
  const { machine, sites, printed } = tinyHypervisor('-append', 'rounds=0');
  const packets: string[] = [];
  const transcript = await transcriptOf('whole-session', {
    machine: inSlicesOf(machine, slice),
    sites,
    symbols: imagePath,
    ctrlCAfterSlices: Math.ceil(400_000 / slice),
    log: createLog((line) => packets.push(line), new Set(['rsp'])),
  });
  return { transcript, packets, printed: printed(), state: stateOf(machine) };
}

it('a session is the same twice, packet by packet, at any load and slice', async () => {
  const [one, other] = await Promise.all([session(200_000), session(1000)]);

  expect(other.transcript).toBe(one.transcript);
  expect(other.packets).toEqual(one.packets);
  expect(other).toEqual(one);
  expect(one.transcript).toContain('SIGINT');
  expect(one.packets.length).toBeGreaterThan(200);
  expect(one.printed).toContain('Live: patching under the workers of 4 CPUs');
});
