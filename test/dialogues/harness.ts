/** Plays a gdb script against the real server with the real gdb, and compares the transcript. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Debugger } from '../../src/debugger/debugger.ts';
import type { ViewBits } from '../../src/debugger/register-view.ts';
import type { ServedFile } from '../../src/debugger/served-file.ts';
import type { SiteTable } from '../../src/debugger/site-table.ts';
import { silentLog, type Log } from '../../src/foundation/log.ts';
import type { History } from '../../src/history/history.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { openDoor, type OpenDoor } from '../server/open-door.ts';
import { pressingCtrlC } from './pacing.ts';

export interface Stage {
  readonly machine: Machine;
  readonly history: History | undefined;
  readonly sites: SiteTable;
  /** The ELF file whose symbols gdb is told to read, from the project's root. */
  readonly symbols?: string;
  /** What gdb may fetch over the link. */
  readonly file?: ServedFile | undefined;
  /** Presses Ctrl-C whenever gdb lets the machine run this many slices without a stop. */
  readonly ctrlCAfterSlices?: number;
  /** The registers that gdb is shown: 64 if absent. */
  readonly bits?: ViewBits;
  readonly log?: Log;
  /** gdb comes in by a UNIX socket. */
  readonly bySocket?: boolean;
  /** What gdb loads before anything else: the text of a script. */
  readonly script?: string;
  /** A gdb that was built without Python, instead of the one that is installed; no `refused`. */
  readonly gdbWithoutPython?: string;
}

const here = import.meta.dirname;
const root = join(here, '..', '..');

/**
 * Plays `name.gdb` and compares what gdb prints with `name.expected`. In the script `connect`
 * attaches to the server, `connect-somewhere` does so where the guest may be anywhere by now (and `attach-somewhere`), and
 * `refused COMMAND` wants the command to fail. `BLESS=1` rewrites the expected text; on
 * failure `name.actual` is kept.
 */
export async function play(name: string, stage: Stage): Promise<void> {
  await compare(name, await transcriptOf(name, stage));
}

/** Compares `actual` with `name.expected`, under the same rules. */
export async function compare(name: string, actual: string): Promise<void> {
  const expectedPath = join(here, `${name}.expected`);
  const actualPath = join(here, `${name}.actual`);
  expect(actual, 'what was to be refused').not.toContain('NOT REFUSED');
  if (process.env['BLESS'] === '1') {
    await writeFile(expectedPath, actual);
    return;
  }
  const expected = existsSync(expectedPath) ? await readFile(expectedPath, 'utf8') : '';
  if (actual === expected) await rm(actualPath, { force: true });
  else await writeFile(actualPath, actual);
  expect(actual, `transcript ${name}`).toBe(expected);
}

/** What gdb prints when it is given `name.gdb`, without what differs from host to host. */
export async function transcriptOf(name: string, stage: Stage): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'textpoke-dialogue-'));
  let signal = (): void => undefined;
  const { ctrlCAfterSlices: slices } = stage;
  const machine =
    slices === undefined ? stage.machine : pressingCtrlC(stage.machine, slices, () => signal());
  const socket = stage.bySocket === true ? { path: join(folder, 'door') } : {};
  const door = await opened({ ...stage, machine, ...socket });
  const output = await open(join(folder, 'transcript'), 'w+');
  try {
    const prologue = join(folder, 'prologue.gdb');
    await writeFile(prologue, prologueFor(door.address, stage.gdbWithoutPython === undefined));
    const loaded = join(folder, 'loaded.gdb');
    await writeFile(loaded, stage.script ?? '');
    const script = join(here, `${name}.gdb`);
    const scripts = ['-nx', '-q', '-batch', '-x', loaded, '-x', prologue, '-x', script];
    const symbols = stage.symbols === undefined ? [] : [stage.symbols];
    const gdb = spawn(stage.gdbWithoutPython ?? 'gdb', [...scripts, ...symbols], {
      cwd: root,
      stdio: ['ignore', output.fd, output.fd],
    });
    signal = () => void gdb.kill('SIGINT');
    await once(gdb, 'exit');
    const printed = await readFile(join(folder, 'transcript'), 'utf8');
    const transcript = portable(printed.replaceAll(join(folder, 'door'), 'SOCKET'));
    // What runs inside of commands that are defined in gdb's own language.
    return stage.gdbWithoutPython === undefined
      ? transcript
      : transcript.replaceAll(/^\+\+.*\n/gm, '');
  } finally {
    await output.close();
    await door.close();
    await rm(folder, { recursive: true });
  }
}

/** The real server around the machine of a stage, with nobody there. */
export async function opened({
  machine,
  sites,
  file,
  history,
  bits = 64,
  log = silentLog,
  path,
}: Stage & { readonly path?: string }): Promise<OpenDoor> {
  const driven = new Debugger({ machine, history, sites, file, log });
  return openDoor({ debugger: driven, log, bits, ...(path === undefined ? {} : { path }) });
}

/**
 * Settings under which gdb prints the same everywhere, however slow the host is; `+command` shows
 * what was typed.
 */
const prologueFor = (address: string, hasPython: boolean): string => `\
set pagination off
set style enabled off
set confirm off
set width 0
set height 0
set print frame-arguments presence
set trust-readonly-sections off
set remotetimeout 60
define connect
  target remote ${address}
end
define connect-extended
  target extended-remote ${address}
end
define connect-somewhere
  connect
end
define attach-somewhere
  attach 1
end
${hasPython ? refused : ''}set trace-commands on
`;

const refused = `\
python
class Refused(gdb.Command):
  """Runs a command that must fail, shows why and goes on."""
  def __init__(self): super().__init__("refused", gdb.COMMAND_USER)
  def invoke(self, command, from_tty):
    try: gdb.execute(command)
    except gdb.error as problem: print(problem)
    else: print("NOT REFUSED")
Refused()
end
`;

/** What was printed, without what differs from host to host. */
export function portable(transcript: string): string {
  return transcript
    .replaceAll(/^(\+(?:connect|attach)-somewhere\n)(?:[^+].*\n|\+\+.*\n)+/gm, '$1SOMEWHERE\n')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replaceAll(root, '.')
    .replaceAll('fixtures/tiny-hypervisor/', '');
}
