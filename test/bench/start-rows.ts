/** What a start of the program costs: time to the guest's first word, and memory. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../fixture.ts';
import type { BenchRow } from './row.ts';
import { median } from './row.ts';

const program = join(root, 'dist/src/cli/textpoke.js');
const guest = join(root, 'fixtures/speed/speed.elf');
const runs = 5;

interface Start {
  /** Milliseconds of wall time from the start of the process to the guest's first line. */
  readonly milliseconds: number;
  /** Resident memory then, in MB; undefined where /proc does not say. */
  readonly residentMb: number | undefined;
}

/** Starts `textpoke run` with 128 MiB; the guest says `ready` a few thousand instructions in. */
async function start(): Promise<Start> {
  const before = performance.now();
  const words = [program, 'run', '-kernel', guest, '-m', '128'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const milliseconds = performance.now() - before;
  const residentMb = residentOf(child.pid ?? 0);
  child.kill('SIGKILL');
  return { milliseconds, residentMb };
}

function residentOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const kilobytes = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

async function several(): Promise<readonly Start[]> {
  const starts: Start[] = [];
  for (let run = 0; run < runs; run++) starts.push(await start());
  return starts;
}

export const startRows: readonly BenchRow[] = [
  {
    name: 'start of the program to its guest’s first line',
    unit: 'ms',
    better: 'less',
    goal: 500,
    measure: async () => median((await several()).map(({ milliseconds }) => milliseconds)),
  },
  {
    name: 'resident memory with a guest of 128 MiB',
    unit: 'MB',
    better: 'less',
    goal: 300,
    measure: async () => median((await several()).map(({ residentMb }) => residentMb ?? NaN)),
  },
];
