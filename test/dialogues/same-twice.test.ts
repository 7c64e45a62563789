/** The law of determinism as gdb sees it: one script, one history, whatever the host does meanwhile. */
import { expect, it } from 'vitest';
import { createLog } from '../../src/foundation/log.ts';
import { transcriptOf } from './harness.ts';
import { stateOf } from './machine-state.ts';
import { inSlicesOf } from './pacing.ts';
import { imagePath, tinyHypervisor } from './tiny-hypervisor.ts';

/** Plays the whole session; the connection is looked at every `slice` steps. */
async function session(slice: number) {
  const { machine, history, sites, printed } = tinyHypervisor('-append', 'rounds=0');
  const packets: string[] = [];
  const transcript = await transcriptOf('whole-session', {
    machine: inSlicesOf(machine, slice),
    history,
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
