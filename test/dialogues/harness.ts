/** Plays a gdb script against the real server with the real gdb, and compares the transcript. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Debugger } from '../../src/debugger/debugger.ts';
import { noSites, type SiteTable } from '../../src/debugger/site-table.ts';
import { silentLog } from '../../src/foundation/log.ts';
import type { Machine } from '../../src/machine/machine.ts';
import { listen, type Listening } from '../../src/server/listen.ts';

export interface Stage {
  readonly machine: Machine;
  readonly sites?: SiteTable;
  /** The ELF file whose symbols gdb reads. */
  readonly symbols?: string;
  /** Presses Ctrl-C once, when gdb has let the machine run this many slices without a stop. */
  readonly ctrlCAfterSlices?: number;
  /** Further values that are not the same every time. */
  readonly unstable?: readonly (readonly [pattern: RegExp, name: string])[];
}

const here = import.meta.dirname;
const root = join(here, '..', '..');

/**
 * Plays `name.gdb` and compares what gdb prints with `name.expected`. In the script `connect`
 * attaches to the server. `BLESS=1` rewrites the expected text; on failure `name.actual` is kept.
 */
export async function play(name: string, stage: Stage): Promise<void> {
  const actual = normalise(await transcriptOf(name, stage), stage);
  const expectedPath = join(here, `${name}.expected`);
  const actualPath = join(here, `${name}.actual`);
  if (process.env['BLESS'] === '1') {
    await writeFile(expectedPath, actual);
    return;
  }
  const expected = existsSync(expectedPath) ? await readFile(expectedPath, 'utf8') : '';
  if (actual === expected) await rm(actualPath, { force: true });
  else await writeFile(actualPath, actual);
  expect(actual, `transcript of ${name}.gdb`).toBe(expected);
}

async function transcriptOf(name: string, stage: Stage): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'textpoke-dialogue-'));
  let signal = (): void => undefined;
  const machine = pressing(stage, () => signal());
  const driven = new Debugger({ machine, sites: stage.sites ?? noSites, log: silentLog });
  const door = await opened(driven);
  const output = await open(join(folder, 'transcript'), 'w+');
  try {
    const prologue = join(folder, 'prologue.gdb');
    await writeFile(prologue, prologueFor(door.port));
    const symbols = stage.symbols === undefined ? [] : [stage.symbols];
    const gdb = spawn(
      'gdb',
      ['-nx', '-q', '-batch', '-x', prologue, '-x', join(here, `${name}.gdb`), ...symbols],
      { cwd: root, stdio: ['ignore', output.fd, output.fd] },
    );
    signal = () => void gdb.kill('SIGINT');
    await once(gdb, 'exit');
    return await readFile(join(folder, 'transcript'), 'utf8');
  } finally {
    await output.close();
    await door.close();
    await rm(folder, { recursive: true });
  }
}

async function opened(driven: Debugger): Promise<Listening> {
  const door = await listen({ debugger: driven, port: 0, log: silentLog });
  if (door.kind !== 'listening') throw new Error(door.why);
  return door;
}

/** Settings under which gdb prints the same everywhere; `+command` shows what was typed. */
const prologueFor = (port: number): string => `\
set pagination off
set style enabled off
set confirm off
set width 0
set height 0
set trust-readonly-sections off
define connect
  target remote 127.0.0.1:${port}
end
set trace-commands on
`;

/** The machine of the stage, which also counts slices and presses Ctrl-C. */
function pressing({ machine, ctrlCAfterSlices }: Stage, press: () => void): Machine {
  if (ctrlCAfterSlices === undefined) return machine;
  let left = ctrlCAfterSlices;
  return new Proxy(machine, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      if (property !== 'run') return value.bind(target) as unknown;
      return (order: Parameters<Machine['run']>[0]) => {
        const reason = target.run(order);
        left -= reason.kind === 'budget' ? 1 : 0;
        if (reason.kind === 'budget' && left === 0) press();
        return reason;
      };
    },
    set: (target, property, value) => Reflect.set(target, property, value, target),
  });
}

function normalise(transcript: string, { unstable = [] }: Stage): string {
  const replacements: (readonly [RegExp, string])[] = [
    [/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
    [new RegExp(root.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'g'), '.'],
    [/^warning: No executable has been specified.*\ndetermining executable.*\n/gm, ''],
    ...unstable,
  ];
  return replacements.reduce((text, [pattern, name]) => text.replace(pattern, name), transcript);
}
