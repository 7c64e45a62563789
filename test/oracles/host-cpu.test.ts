/** Every user-mode instruction of the catalogue against the CPU this test runs on. */
import { arch, platform } from 'node:os';
import { describe, expect, it } from 'vitest';
import { batchesOnHost } from './host-cpu/batch.ts';
import { hostFlags, hostName, isPossible, withHarness } from './host-cpu/host.ts';
import { subjectsOf } from './host-cpu/instances.ts';
import { judge } from './host-cpu/judge.ts';

const seed = Number(process.env['ORACLE_SEED'] ?? 1);
const wanted = Number(process.env['ORACLE_CASES'] ?? 200_000);

describe('instructions', () => {
  if (!isPossible) {
    it.skip(`are not compared with this host's CPU: ${platform()} on ${arch()}, not Linux on x64`);
    return;
  }

  it.each([
    [64, 2, 0.6],
    [32, 1, 0.25],
    [16, 0, 0.15],
  ] as const)(`of %i-bit code do in ring 3 what ${hostName()} does`, (bits, mode, share) => {
    const cases = Math.ceil(wanted * share);
    const subjects = subjectsOf(mode, hostFlags());

    const verdict = withHarness((harness) =>
      judge(batchesOnHost({ harness, subjects, seed, cases })),
    );

    console.log(`host CPU: ${verdict.judged} cases of ${bits}-bit code judged, seed ${seed}`);
    for (const [reason, count] of verdict.byMaker) console.log(`${count} by maker: ${reason}`);
    expect(verdict.differences).toEqual([]);
    expect(verdict.judged).toBeGreaterThan(cases * 0.9);
  });
});
