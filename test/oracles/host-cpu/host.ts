/** This host's CPU: whether it can be asked, what it has, and the program that asks it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CpuModel } from '../../../src/isa/cpuid.ts';

const source = fileURLToPath(new URL('harness.c', import.meta.url));

export const isPossible = platform() === 'linux' && arch() === 'x64';

export const hostName = (): string => cpus()[0]?.model ?? 'an unknown CPU';

/** Of the first CPU in /proc/cpuinfo. */
function fromLinux(field: string): string {
  if (!isPossible) return '';
  const line = new RegExp(`^${field}\\s*: (.*)$`, 'm');
  return line.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
}

/** What Linux says that this CPU has. */
export const hostFlags = (): ReadonlySet<string> => new Set(fromLinux('flags').split(' '));

/** Where makers differ, this one's side: other makers build as AMD does. */
export const hostVendor: CpuModel['vendor'] =
  fromLinux('vendor_id') === 'GenuineIntel' ? 'GenuineIntel' : 'AuthenticAMD';

/** Builds harness.c and runs `body` with the path of the program; throws if gcc complains. */
export function withHarness<T>(body: (harness: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'host-cpu-'));
  try {
    const harness = join(folder, 'harness');
    const words = ['-O2', '-Wall', '-Werror', '-mno-red-zone', '-o', harness, source];
    const built = spawnSync('gcc', words, { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`harness.c: ${built.stderr}`);
    return body(harness);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
