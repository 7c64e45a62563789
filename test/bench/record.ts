/** Figures of an earlier day, as multiples of the yardstick: what tells a slow-down from a slow host. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../fixture.ts';
import type { BenchRow } from './row.ts';

const file = join(root, 'test/bench/recorded.json');
/** V8's compilers differ more than hosts do: each has figures of its own. */
const compiler = `V8 ${process.versions.v8.split('.')[0] ?? ''}`;
/** Below this share of what was recorded a row counts as slower. */
export const tolerance = 0.7;

type Recorded = Record<string, Record<string, number>>;

const read = (): Recorded =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recorded) : {};

/** Units that say nothing of the host's speed. */
const timeless: readonly string[] = ['times', 'steps'];

/** A row's figure in yardsticks, the more the better. */
export function inYardsticks({ unit, better }: BenchRow, value: number, yardstick: number): number {
  if (timeless.includes(unit)) return better === 'more' ? value : 1 / value;
  return better === 'more' ? value / yardstick : 1 / (value * yardstick);
}

/** How a figure compares with the recorded one; undefined if there is none. */
export function shareOfRecorded(name: string, figure: number): number | undefined {
  const known = read()[compiler]?.[name];
  return known === undefined ? undefined : figure / known;
}

/** Replaces the recorded figures of these rows. */
export function writeRecord(figures: ReadonlyMap<string, number>): void {
  const all = read();
  const rounded = [...figures].map(([name, figure]) => [name, Number(figure.toPrecision(3))]);
  all[compiler] = { ...all[compiler], ...(Object.fromEntries(rounded) as Record<string, number>) };
  writeFileSync(`${file}.new`, `${JSON.stringify(all, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}
