/** `monitor info sites`: the places where code is patched. */
import { sitesTable } from '../tables/sites.ts';
import { tableText, type Table } from '../tables/table.ts';
import { failed, type MonitorCommand } from './command.ts';

/** More than a person reads: such a list is counted unless all of it is wanted. */
const listedMax = 200;

export const infoSites: MonitorCommand = {
  name: 'info sites',
  usage: '[all] [WORD]',
  help: 'List the patch sites with bytes and states; those only that have WORD in a column.',
  needs: 'machine',
  run(target, words) {
    const table = sitesTable.read(target, target.client.queryCpu);
    const all = words[0] === 'all';
    const wanted = words.slice(all ? 1 : 0).join(' ');
    const rows = table.rows.filter((row) => row.some((cell) => cell.includes(wanted)));
    if (rows.length === 0) return failed(`no site has "${wanted}" in a column`);
    const found = { ...table, rows };
    const text = all || rows.length <= listedMax ? tableText(found) : summaryText(found);
    return { result: 'done', text };
  },
};

/** A line for each kind with a count for each state, and how to see more. */
function summaryText({ columns, rows }: Table): string {
  const [kind, state] = [columns.indexOf('Kind'), columns.indexOf('State')];
  const kinds = countsOf(rows.map((row) => row[kind] ?? ''));
  const lines = [...kinds].map(([name, count]) => {
    const ofKind = rows.filter((row) => row[kind] === name);
    const states = countsOf(ofKind.map((row) => row[state] ?? ''));
    return `${count} ${name}: ${[...states].map(([word, many]) => `${many} ${word}`).join(', ')}`;
  });
  const hint = `more than ${listedMax} sites: a WORD in a column picks some, "all" lists them`;
  return [...lines, hint].map((line) => `${line}\n`).join('');
}

/** How often each word occurs, in alphabetical order. */
function countsOf(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of [...words].sort()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
