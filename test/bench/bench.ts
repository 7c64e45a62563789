/** All benchmarks in one table: what is measured, what it has to reach, what it reached. */
import { cpus } from 'node:os';
import { engineRows } from './engine-rows.ts';
import { linkRows } from './link-rows.ts';
import type { BenchRow } from './row.ts';

const rows: readonly BenchRow[] = [...engineRows, ...linkRows];

/** Runs the rows whose names contain one of `words` (all without words); 1 if a goal was missed. */
async function bench(words: readonly string[]): Promise<number> {
  const chosen = rows.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; medians`);
  let missed = 0;
  for (const { name, unit, goal, better, measure } of chosen) {
    const value = await measure();
    const met = better === 'more' ? value >= goal : value <= goal;
    if (!met) missed++;
    const comparison = better === 'more' ? 'at least' : 'at most';
    const figure = `${print(value)} ${unit}`.padStart(18);
    console.log(`${name.padEnd(52)}${figure}   ${comparison} ${goal}${met ? '' : '   MISSED'}`);
  }
  return missed === 0 ? 0 : 1;
}

const print = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value < 10 ? 2 : 1);

process.exitCode = await bench(process.argv.slice(2));
