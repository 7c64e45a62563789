/** A run under gdb is the run without: the same journal, console and state, byte for byte. */
import { expect, it } from 'vitest';
import { stateDigest } from '../../src/cli/digest.ts';
import { runAll } from '../machine/hypervisor.ts';
import { commandLine, isThere, kernelPath, notThere, symbolsPath } from '../xen/xen.ts';
import { transcriptOf } from './harness.ts';
import {
  imagePath,
  poweredOn,
  tinyHypervisor,
  type PoweredOnHypervisor,
} from './tiny-hypervisor.ts';

/** What is left of a run: what came from outside, what was said, and where it ended. */
function outcomeOf({ machine, history, printed }: PoweredOnHypervisor) {
  return {
    records: history?.records,
    end: history?.end,
    console: printed(),
    digest: stateDigest(machine),
  };
}

function alone(guest: PoweredOnHypervisor) {
  for (let count = 0; count < 1000; count += 1) {
    const { kind } = runAll(guest.machine, 200_000);
    if (kind !== 'budget') return outcomeOf(guest);
  }
  throw new Error('the guest does not end');
}

it('the tiny hypervisor, on four CPUs', async () => {
  const guest = tinyHypervisor('-smp', '4');
  const transcript = await transcriptOf('same-journal', { ...guest, symbols: imagePath });

  expect(transcript).toContain('exited normally');
  const outcome = outcomeOf(guest);
  expect(outcome.records).toEqual([]);
  expect(outcome).toEqual(alone(tinyHypervisor('-smp', '4')));
});

const xen = (): PoweredOnHypervisor =>
  poweredOn(
    // prettier-ignore
    ['-kernel', kernelPath, '-initrd', 'fixtures/dom0/dom0.elf', '-append', commandLine, '-smp', '2'],
    () => undefined,
  );

if (isThere)
  it('Xen on two CPUs, stopped at each of its 1636 patches', async () => {
    const guest = xen();
    const transcript = await transcriptOf('xen-same-journal', { ...guest, symbols: symbolsPath });

    expect(transcript).toContain('breakpoint already hit 1636 times');
    expect(outcomeOf(guest)).toEqual(alone(xen()));
  });
else it.skip(notThere);
