/** All benchmarks in one table: what is measured, what it has to reach, what it reached. */
import { cpus } from 'node:os';
import { engineRows } from './engine-rows.ts';
import { historyRows } from './history-rows.ts';
import { linkRows } from './link-rows.ts';
import { inYardsticks, shareOfRecorded, tolerance, writeRecord } from './record.ts';
import type { BenchRow } from './row.ts';
import { speedRows } from './speed-rows.ts';
import { startRows } from './start-rows.ts';
import { xenRows } from './xen-rows.ts';
import { yardstick } from './yardstick.ts';

const rows: readonly BenchRow[] = [
  ...engineRows,
  ...speedRows,
  ...startRows,
  ...historyRows,
  ...linkRows,
  ...xenRows,
];

/**
 * Runs the rows whose names contain one of `words` (all without words); 1 if a goal was missed or a
 * row is slower than it was. With `--record` the figures become those to compare with.
 */
async function bench(words: readonly string[]): Promise<number> {
  const wanted = words.filter((word) => word !== '--record');
  const chosen = rows.filter(
    ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
  );
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; medians`);
  const figures = new Map<string, number>();
  let missed = 0;
  for (const row of chosen) {
    const value = await row.measure();
    const figure = inYardsticks(row, value, yardstick());
    figures.set(row.name, figure);
    const remarks = [
      ...againstGoal(row, value),
      ...againstRecord(row.name, figure),
      ...(await againstRivals(row)),
    ];
    missed += remarks.filter(({ isMissed }) => isMissed).length;
    const text = remarks.map(({ text: said, isMissed }) => (isMissed ? `MISSED: ${said}` : said));
    const printed = `${print(value)} ${row.unit}`.padStart(18);
    console.log(`${row.name.padEnd(52)}${printed}   ${text.join('; ')}`);
  }
  if (words.includes('--record')) writeRecord(figures);
  return missed === 0 ? 0 : 1;
}

interface Remark {
  readonly text: string;
  readonly isMissed: boolean;
}

function againstGoal({ goal, better }: BenchRow, value: number): Remark[] {
  if (goal === undefined) return [];
  const text = `${better === 'more' ? 'at least' : 'at most'} ${goal}`;
  return [{ text, isMissed: better === 'more' ? value < goal : value > goal }];
}

function againstRecord(name: string, figure: number): Remark[] {
  const share = shareOfRecorded(name, figure);
  if (share === undefined) return [];
  return [{ text: `${share.toFixed(2)} of recorded`, isMissed: share < tolerance }];
}

async function againstRivals({ rivals }: BenchRow): Promise<Remark[]> {
  const found = (await rivals?.()) ?? [];
  return found.map(({ name, times, goal }) => ({
    text: `${print(times)} times ${name}`,
    isMissed: goal !== undefined && times < goal,
  }));
}

const print = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value < 10 ? 2 : 1);

process.exitCode = await bench(process.argv.slice(2));
