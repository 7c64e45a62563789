import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Checkpoints } from '../../src/history/checkpoint.ts';
import type { Checkpoint } from '../../src/history/checkpoint.ts';
import { bootHypervisor, fingerprint, runAll } from '../machine/hypervisor.ts';

/** A moment at which all CPUs run their worker loops and sites are being patched. */
const amidstPatching = 200_000;

describe('a checkpoint', () => {
  it('is returned to exactly, and the same steps lead to the same state again', () => {
    const { machine } = bootHypervisor({ cpuCount: 4, quantum: 7 });
    runAll(machine, amidstPatching);
    const checkpoints = new Checkpoints(machine);
    const start = checkpoints.take();
    const there = fingerprint(machine);
    runAll(machine, 50_000);
    const later = fingerprint(machine);

    checkpoints.restore(start);
    expect(fingerprint(machine)).toBe(there);
    runAll(machine, 50_000);
    expect(fingerprint(machine)).toBe(later);
  });

  it('taken on the way does not change what happens', () => {
    const watched = bootHypervisor({ cpuCount: 2, quantum: 3 }).machine;
    const undisturbed = bootHypervisor({ cpuCount: 2, quantum: 3 }).machine;
    const checkpoints = new Checkpoints(watched);
    for (let part = 0; part < 10; part++) {
      checkpoints.take();
      runAll(watched, 20_001);
    }
    runAll(undisturbed, 200_010);
    expect(fingerprint(watched)).toBe(fingerprint(undisturbed));
  });

  it('can be reached from any other one, along any branch of history', () => {
    const choices = fc.array(
      fc.record({ to: fc.nat(), steps: fc.integer({ min: 1, max: 9000 }) }),
      {
        minLength: 2,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(choices, (visits) => {
        const { machine } = bootHypervisor({ cpuCount: 2, quantum: 5 });
        runAll(machine, amidstPatching);
        const checkpoints = new Checkpoints(machine);
        const kept: { checkpoint: Checkpoint; print: string }[] = [];
        const keep = (): void => {
          kept.push({ checkpoint: checkpoints.take(), print: fingerprint(machine) });
        };
        keep();
        for (const { to, steps } of visits) {
          const target = kept[to % kept.length];
          if (target === undefined) throw new Error('there is always one');
          checkpoints.restore(target.checkpoint);
          expect(fingerprint(machine)).toBe(target.print);
          runAll(machine, steps);
          keep();
        }
      }),
      { numRuns: 8 },
    );
  });

  it('holds only the pages written since the one before', () => {
    const { machine } = bootHypervisor({ cpuCount: 1 });
    runAll(machine, 100_000);
    const checkpoints = new Checkpoints(machine);
    const first = checkpoints.take();
    runAll(machine, 10);
    const second = checkpoints.take();
    expect(first.pages.size).toBeGreaterThan(10);
    expect(second.pages.size).toBeLessThan(4);
  });
});
