/** Debian's gdb-minimal, which has no Python; it conflicts with gdb, so it is only unpacked. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Its path in a new folder, or why it is not there. */
export function unpackGdbWithoutPython(): { folder: string; gdb: string } | { notThere: string } {
  const folder = mkdtempSync(join(tmpdir(), 'textpoke-gdb-minimal-'));
  const run = (command: string, ...words: string[]): void => {
    execFileSync(command, words, { cwd: folder, stdio: 'ignore', timeout: 60_000 });
  };
  try {
    run('apt-get', 'download', 'gdb-minimal');
    const file = readdirSync(folder).find((name) => name.endsWith('.deb')) ?? 'none.deb';
    run('dpkg', '-x', file, '.');
    const gdb = join(folder, 'usr/bin/gdb');
    if (existsSync(gdb)) {
      run(gdb, '--version');
      return { folder, gdb };
    }
  } catch {
    // Another system, no network, or no lists of packages.
  }
  return { notThere: 'needs gdb-minimal, which apt-get could not download' };
}
