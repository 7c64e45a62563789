/** Every user-mode instruction of the catalogue against the CPU this test runs on. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judge } from './host-cpu/judge.ts';
import { subjectsOf } from './host-cpu/instances.ts';

const seed = Number(process.env['ORACLE_SEED'] ?? 1);
const wanted = Number(process.env['ORACLE_CASES'] ?? 200_000);
const source = fileURLToPath(new URL('host-cpu/harness.c', import.meta.url));
const isPossible = platform() === 'linux' && arch() === 'x64';

/** What Linux says that this CPU has. */
const hostFlags: ReadonlySet<string> = new Set(
  isPossible
    ? /^flags\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ')
    : [],
);

describe('instructions', () => {
  if (!isPossible) {
    it.skip(`are not compared with this host's CPU: ${platform()} on ${arch()}, not Linux on x64`);
    return;
  }

  it.each([
    [64, 2, 0.6],
    [32, 1, 0.25],
    [16, 0, 0.15],
  ] as const)(
    `of %i-bit code do in ring 3 what ${cpus()[0]?.model ?? 'the host'} does`,
    (bits, mode, share) => {
      const cases = Math.ceil(wanted * share);
      const folder = mkdtempSync(join(tmpdir(), 'host-cpu-'));
      try {
        const harness = join(folder, 'harness');
        const built = spawnSync(
          'gcc',
          ['-O2', '-Wall', '-Werror', '-mno-red-zone', '-o', harness, source],
          { encoding: 'utf8' },
        );
        expect(built.stderr).toBe('');

        const verdict = judge({ harness, subjects: subjectsOf(mode, hostFlags), seed, cases });

        console.log(`host CPU: ${verdict.judged} cases of ${bits}-bit code judged, seed ${seed}`);
        expect(verdict.differences).toEqual([]);
        expect(verdict.judged).toBeGreaterThan(cases * 0.9);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});
