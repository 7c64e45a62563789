/** How fast the link is: a client without gdb's own costs, against the real programs. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fixture } from '../fixture.ts';
import { awake, isInstalled, launch, linkTo, type Link, type ServerName } from './link.ts';
import type { BenchRow, Rivalry } from './row.ts';
import { median } from './row.ts';
import { readSymbols } from './symbols.ts';

const runs = 7;
const symbols = readSymbols(fixture('tiny-hypervisor/tiny-hypervisor.elf'));
const often = (symbols.get('site_cross_page') ?? 0n).toString(16);

/** So many a second, the median of several runs after one another. */
async function rate(count: number, body: () => Promise<unknown>): Promise<number> {
  const rates: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    for (let done = 0; done < count; done += 1) await body();
    rates.push(count / ((performance.now() - start) / 1000));
  }
  return median(rates);
}

const steps = ({ ask }: Link): Promise<number> => rate(1000, () => ask('vCont;s'));

/** MB/s of as much as each server gives at once. */
const reading =
  (bytes: number, where: string) =>
  async ({ ask }: Link): Promise<number> => {
    const packet = `m${where},${bytes.toString(16)}`;
    const answer = await ask(packet);
    // gdbserver shortens runs of a digit; nobody shortens that much.
    if (answer.length < bytes) throw new Error(`${packet}: ${answer.toString('latin1')}`);
    return ((await rate(1000, () => ask(packet))) * bytes) / 1e6;
  };

/**
 * From hit to hit of a breakpoint, as gdb does it: away, one step, back, on. So often that the median
 * is that of a server which has compiled its own code, as with steps.
 */
async function hits({ ask }: Link): Promise<number> {
  const place = `0,${often},1`;
  await ask(`Z${place}`);
  await ask('vCont;c');
  return rate(500, async () => {
    await ask(`z${place}`);
    await ask('vCont;s:1');
    await ask(`Z${place}`);
    await ask('vCont;c');
  });
}

async function on(name: ServerName, measure: (link: Link) => Promise<number>): Promise<number> {
  const link = await linkTo(name);
  try {
    return await awake(() => measure(link));
  } finally {
    await link.end();
  }
}

interface Rival {
  readonly name: ServerName;
  readonly goal: number;
  readonly measure: (link: Link) => Promise<number>;
}

/** A row for what is measured here and on others, in the same run. */
function row(
  name: string,
  unit: string,
  goal: number,
  measure: (link: Link) => Promise<number>,
  rivals: readonly Rival[],
): BenchRow {
  let own: Promise<number> | undefined;
  const here = (): Promise<number> => (own ??= on('textpoke', measure));
  const beside = async (): Promise<readonly Rivalry[]> => {
    const found: Rivalry[] = [];
    for (const rival of rivals) {
      if (!isInstalled(rival.name)) continue;
      const theirs = await on(rival.name, rival.measure);
      found.push({ name: rival.name, times: (await here()) / theirs, goal: rival.goal });
    }
    return found;
  };
  return { name, unit, better: 'more', goal, measure: here, rivals: beside };
}

/** Milliseconds from process start until gdb can attach. */
async function readyTime(): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const { child, socket, readyMs, folder } = await launch('textpoke');
    times.push(readyMs);
    socket.destroy();
    child.kill('SIGKILL');
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
  return median(times);
}

// prettier-ignore
export const linkRows: readonly BenchRow[] = [
  row('vCont;s round trips', '/s', 8000, steps, [
    { name: 'qemu', goal: 2.5, measure: steps },
    { name: 'gdbserver', goal: 1, measure: steps },
  ]),
  row('memory read by m packets', 'MB/s', 60, reading(0xf000, '100000'), [
    { name: 'qemu', goal: 2, measure: reading(0x7f0, '100000') },
    { name: 'gdbserver', goal: 2, measure: reading(0x2000, '401000') },
  ]),
  row('breakpoint hits, from one to the next', '/s', 1000, hits, [
    { name: 'qemu', goal: 3, measure: hits },
  ]),
  { name: 'process start to ready for gdb', unit: 'ms', better: 'less', goal: 1500, measure: readyTime },
];
