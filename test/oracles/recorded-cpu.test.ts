/**
 * Instructions against what a CPU did with them once: for hosts of another kind, and as fast as
 * tests are. `RECORD=1` on an x86 host with Linux records its maker's file anew, one case for each
 * instruction form.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { batchesOnHost } from './host-cpu/batch.ts';
import { hostFlags, hostName, hostVendor, withHarness } from './host-cpu/host.ts';
import { subjectsOf } from './host-cpu/instances.ts';
import { judge } from './host-cpu/judge.ts';
import { pack, unpack } from './host-cpu/recorded.ts';

const modes = [
  [64, 2],
  [32, 1],
  [16, 0],
] as const;
const seed = 2018;

const makers = { AuthenticAMD: 'amd', GenuineIntel: 'intel' } as const;
type Vendor = keyof typeof makers;

const fileOf = (vendor: Vendor, bits: number): string =>
  fileURLToPath(new URL(`host-cpu/${makers[vendor]}-${bits}.br`, import.meta.url));

function record(bits: number, mode: 0 | 1 | 2): void {
  const subjects = subjectsOf(mode, hostFlags());
  const cases = subjects.length;
  withHarness((harness) => {
    for (const batch of batchesOnHost({ harness, subjects, seed, cases }))
      writeFileSync(fileOf(hostVendor, bits), pack({ cpu: hostName(), batch }));
  });
}

describe.each(Object.keys(makers) as Vendor[])('instructions on a CPU of %s', (vendor) => {
  it.each(modes)('of %i-bit code do what was recorded', (bits, mode) => {
    if (process.env['RECORD'] !== undefined && vendor === hostVendor) record(bits, mode);
    expect(existsSync(fileOf(vendor, bits))).toBe(true);
    const { cpu, batch } = unpack(readFileSync(fileOf(vendor, bits)));

    const verdict = judge([batch]);

    console.log(`recorded on ${cpu}: ${verdict.judged} cases of ${bits}-bit code judged`);
    for (const [reason, count] of verdict.byMaker) console.log(`${count} by maker: ${reason}`);
    expect(batch.vendor).toBe(vendor);
    expect(verdict.differences).toEqual([]);
    expect(verdict.judged).toBeGreaterThan(batch.names.length * 0.9);
  });
});
