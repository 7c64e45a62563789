/**
 * Instructions against what a CPU did with them once: for hosts of another kind, and as fast as
 * tests are. `RECORD=1` on an x86 host with Linux records anew, one case for each instruction form.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hostFlags, hostName, withHarness } from './host-cpu/host.ts';
import { subjectsOf } from './host-cpu/instances.ts';
import { batchesOnHost, judge } from './host-cpu/judge.ts';
import { pack, unpack } from './host-cpu/recorded.ts';

const modes = [
  [64, 2],
  [32, 1],
  [16, 0],
] as const;
const seed = 2018;

const fileOf = (bits: number): string =>
  fileURLToPath(new URL(`host-cpu/recorded-${bits}.br`, import.meta.url));

function record(bits: number, mode: 0 | 1 | 2): void {
  const subjects = subjectsOf(mode, hostFlags());
  const cases = subjects.length;
  withHarness((harness) => {
    for (const batch of batchesOnHost({ harness, subjects, seed, cases }))
      writeFileSync(fileOf(bits), pack({ cpu: hostName(), batch }));
  });
}

describe('instructions', () => {
  it.each(modes)('of %i-bit code do what was recorded', (bits, mode) => {
    if (process.env['RECORD'] !== undefined) record(bits, mode);
    expect(existsSync(fileOf(bits))).toBe(true);
    const { cpu, batch } = unpack(readFileSync(fileOf(bits)));

    const verdict = judge([batch]);

    console.log(`recorded on ${cpu}: ${verdict.judged} cases of ${bits}-bit code judged`);
    expect(verdict.differences).toEqual([]);
    expect(verdict.judged).toBeGreaterThan(batch.names.length * 0.9);
  });
});
