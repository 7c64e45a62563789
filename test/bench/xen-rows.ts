/** Debian's Xen on two CPUs: how long it takes to bring them up, here and on QEMU, and its steps. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { root } from '../fixture.ts';
import type { Milestone } from '../xen/milestones.ts';
import { milestones } from '../xen/milestones.ts';
import { commandLine, isThere, kernelPath, notThere } from '../xen/xen.ts';
import type { BenchRow, Rivalry } from './row.ts';
import { median } from './row.ts';
import { versionOf } from './speed/rivals.ts';

const program = join(root, 'dist/src/cli/textpoke.js');
const runs = 3;
const secondsMax = 120;
/** QEMU may take two thirds of our time. */
const timesQemu = 1 / 1.5;

// prettier-ignore
const machineOf = (kernel: string): readonly string[] => [
  '-kernel', kernel, '-initrd', join(root, 'fixtures/dom0/dom0.elf'), '-append', commandLine,
  '-smp', '2', '-m', '128', '-cpu', 'qemu64',
];

/** Milliseconds from the start of the process until Xen has said that both CPUs are up. */
async function millisecondsOf(command: string, words: readonly string[]): Promise<number> {
  const before = performance.now();
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  const guard = setTimeout(() => child.kill('SIGKILL'), secondsMax * 1000);
  let said = '';
  try {
    return await new Promise<number>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString('latin1');
        if (said.includes('Brought up 2 CPUs')) resolve(performance.now() - before);
      });
      child.on('error', reject);
      child.on('close', () => reject(new Error(`${command} ended before both CPUs were up`)));
    });
  } finally {
    clearTimeout(guard);
    child.kill('SIGKILL');
  }
}

async function several(command: string, words: readonly string[]): Promise<number> {
  const found: number[] = [];
  for (let run = 0; run < runs; run++) found.push(await millisecondsOf(command, words));
  return median(found);
}

let ours: Promise<number> | undefined;
const here = (): Promise<number> =>
  (ours ??= several(process.execPath, [program, 'run', ...machineOf(kernelPath)]));

/** QEMU does not unpack kernels. */
async function onQemu(): Promise<readonly Rivalry[]> {
  const name = versionOf('qemu');
  if (name === undefined) return [];
  const folder = mkdtempSync(join(tmpdir(), 'xen-'));
  try {
    const kernel = join(folder, 'xen');
    writeFileSync(kernel, gunzipSync(readFileSync(kernelPath)));
    // prettier-ignore
    const theirs = await several('qemu-system-x86_64', [
      ...machineOf(kernel), '-accel', 'tcg,thread=single', '-icount', 'shift=7,sleep=off',
      '-rtc', 'clock=vm', '-display', 'none', '-monitor', 'none', '-serial', 'stdio', '-no-reboot',
    ]);
    return [{ name, times: theirs / (await here()), goal: timesQemu }];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

let passed: readonly Milestone[] | undefined;

/** A row for each stage; test/xen/milestones.test.ts says how many steps they are. */
function stepsTo(name: string, stage: string, which = 0): BenchRow {
  const measure = (): number => {
    const found = (passed ??= milestones()).filter((milestone) => milestone.stage === stage);
    return found[which]?.steps ?? NaN;
  };
  return { name: `xen, steps to ${name}`, unit: 'steps', better: 'less', measure };
}

const rows: readonly BenchRow[] = [
  {
    name: 'xen, start of the program to “Brought up 2 CPUs”',
    unit: 'ms',
    better: 'less',
    measure: here,
    rivals: onQemu,
  },
  stepsTo('the first pass', 'nmi_apply_alternatives'),
  stepsTo('the second pass', 'nmi_apply_alternatives', 1),
  stepsTo('smp_cpus_done', 'smp_cpus_done'),
  stepsTo('construct_dom0', 'construct_dom0'),
  stepsTo('init_done', 'init_done'),
  stepsTo('the end of dom0', 'dom0 halted'),
];

if (!isThere) console.log(`the rows of xen ${notThere}`);

export const xenRows: readonly BenchRow[] = isThere ? rows : [];
