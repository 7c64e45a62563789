/** Plays an lldb script against the real server with the real lldb, and compares the transcript. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, opened, portable, type Stage } from './harness.ts';

const here = import.meta.dirname;
const root = join(here, '..', '..');

/** Debian's lldb-14 and lldb-19 exclude each other: the tests install this one. */
export const neededVersion = 19;

/** Whether an lldb of this version can be called. */
export const isThere = (version: number): boolean =>
  spawnSync(`lldb-${version}`, ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * Plays `name.lldb`, and compares what lldb prints with `name-VERSION.expected`: versions show the
 * same facts in other words. In the script `connect` attaches to the server, and
 * `connect-somewhere` where the guest may be anywhere by now. A command that fails does not end the
 * script.
 */
export async function playLldb(version: number, name: string, stage: Stage): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'textpoke-lldb-'));
  const path = join(folder, 'door');
  const bySocket = stage.bySocket === true;
  const door = await opened({ ...stage, ...(bySocket ? { path } : {}) });
  const place = bySocket ? `unix-connect://${path}` : `connect://${door.address}`;
  const output = await open(join(folder, 'transcript'), 'w+');
  try {
    const prologue = [
      ...settings,
      ...['connect', 'connect-somewhere'].map(
        (word) => `command alias ${word} process connect --plugin gdb-remote ${place}`,
      ),
    ];
    const script = `command source -e false ${join(here, `${name}.lldb`)}`;
    const words = [...prologue, script].flatMap((command) => ['-o', command]);
    const lldb = spawn(`lldb-${version}`, ['-x', '-b', ...words], {
      cwd: root,
      stdio: ['ignore', output.fd, output.fd],
    });
    await once(lldb, 'exit');
    const transcript = await readFile(join(folder, 'transcript'), 'utf8');
    await compare(`${name}-${version}`, scriptOnly(portable(transcript)));
  } finally {
    await output.close();
    await door.close();
    await rm(folder, { recursive: true });
  }
}

/** Settings under which lldb prints the same everywhere. */
export const settings = [
  'settings set use-color false',
  'settings set auto-confirm true',
  'settings set stop-line-count-before 0',
  'settings set stop-line-count-after 0',
];

/** What is printed from the first command of the script on; what lldb complains of before is not ours. */
function scriptOnly(transcript: string): string {
  const [, played = ''] = /^Executing commands in .*\n([\s\S]*)/m.exec(transcript) ?? [];
  return played
    .replaceAll(/[ \t]+$/gm, '')
    .replaceAll(untimely, '')
    .replaceAll(/state=\w+/g, 'state=STATE')
    .replaceAll(/^(\(lldb\) connect-somewhere\n)(?:(?!\(lldb\)).*\n)+/gm, '$1SOMEWHERE\n');
}

/**
 * lldb tells of these when a thread of its own comes to it: among later commands, or never. The
 * state of a target changes then, too.
 */
const untimely =
  /^(?:Process 1 (?:detached|exited with status = 9 .*)|This version of LLDB has no plugin .*)\n/gm;
