/** The phases of the speed guest: our rate, and how that compares with other emulators. */
import { present } from '../../src/foundation/assert.ts';
import type { BenchRow, Rivalry } from './row.ts';
import type { OwnReport } from './speed/own.ts';
import { raceHere } from './speed/own.ts';
import type { Phase, Report } from './speed/report.ts';
import { phases, repBytes } from './speed/report.ts';
import type { RivalName } from './speed/rivals.ts';
import { raceOn, rivals, versionOf } from './speed/rivals.ts';

/** A rival that took part, or one line on why it did not. */
type Race = { readonly version: string; readonly report: Report } | { readonly missing: string };

const names = Object.keys(rivals) as readonly RivalName[];
/** What is to be at least as fast as on QEMU; everything is to be as fast as on Bochs. */
const beatsQemu: readonly Phase[] = ['int3', 'poke', 'rep'];

let ours: OwnReport | undefined;
const races = new Map<RivalName, Promise<Race>>();

async function race(name: RivalName): Promise<Race> {
  const version = versionOf(name);
  if (version === undefined) return { missing: `${name} is not installed: no comparison` };
  return raceOn(name).then(
    (report) => ({ version, report }),
    (problem: unknown) => ({ missing: `${version}: no comparison, ${String(problem)}` }),
  );
}

async function rivalry(name: RivalName, phase: Phase, report: Report): Promise<Rivalry | string> {
  const known = races.get(name) ?? race(name);
  races.set(name, known);
  const theirs = await known;
  if ('missing' in theirs) return theirs.missing;
  const mine = present(report.get(phase), phase);
  const other = present(theirs.report.get(phase), phase);
  if (mine.checksum !== other.checksum) {
    throw new Error(`${phase}: ${mine.checksum} here, ${other.checksum} on ${theirs.version}`);
  }
  const goal = name === 'bochs' || beatsQemu.includes(phase) ? 1 : undefined;
  return { name: theirs.version, times: other.milliseconds / mine.milliseconds, goal };
}

const said = new Set<string>();

/** The rivals' figures for a phase; those that are not there are named once. */
async function rivalries(phase: Phase): Promise<readonly Rivalry[]> {
  const { report } = (ours ??= raceHere());
  const found: Rivalry[] = [];
  for (const name of names) {
    const result = await rivalry(name, phase, report);
    if (typeof result !== 'string') found.push(result);
    else if (!said.has(result)) console.log(result);
    if (typeof result === 'string') said.add(result);
  }
  return found;
}

function rate(phase: Phase): number {
  const { report, steps } = (ours ??= raceHere());
  const { milliseconds } = present(report.get(phase), phase);
  const done = phase === 'rep' ? repBytes : present(steps.get(phase), phase);
  return done / milliseconds / 1000;
}

export const speedRows: readonly BenchRow[] = phases.map((phase) => ({
  name: `speed guest, ${phase}`,
  unit: phase === 'rep' ? 'MB/s' : 'MIPS',
  better: 'more',
  measure: () => rate(phase),
  rivals: () => rivalries(phase),
}));
