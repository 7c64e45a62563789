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

describe('checkpoints', () => {
  it('stay within their bounds, thinned with age, and all moments can still be gone to', () => {
    const { machine } = bootHypervisor({ cpuCount: 2, quantum: 5 });
    const checkpoints = new Checkpoints(machine, { bytes: 2 ** 22, count: 12 });
    const prints = new Map<number, string>();
    for (let part = 0; part < 60; part++) {
      const { moment } = checkpoints.take();
      prints.set(moment, fingerprint(machine));
      runAll(machine, 3001);
      expect(checkpoints.bytes).toBeLessThanOrEqual(2 ** 22);
      expect(checkpoints.all.length).toBeLessThanOrEqual(12);
    }
    const moments = checkpoints.all.map(({ moment }) => moment);
    expect(moments[0]).toBe(0);
    const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
    expect(Math.max(...gaps.slice(0, 4))).toBeGreaterThan(4 * Math.min(...gaps.slice(-4)));
    for (const checkpoint of [...checkpoints.all].reverse()) {
      checkpoints.restore(checkpoint);
      expect(fingerprint(machine)).toBe(prints.get(checkpoint.moment));
    }
  });

  it('say how much memory they take, whatever was dropped', () => {
    const { machine } = bootHypervisor({ cpuCount: 1 });
    const checkpoints = new Checkpoints(machine);
    for (let part = 0; part < 5; part++) {
      checkpoints.take();
      runAll(machine, 2000);
    }
    const half = checkpoints.all[2]?.moment ?? 0;
    checkpoints.dropAfter(half);
    const sizes = checkpoints.all.map(({ state, pages }) => state.bytes.length + pages.size * 4096);
    expect(checkpoints.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect(checkpoints.all).toHaveLength(3);
  });
});
