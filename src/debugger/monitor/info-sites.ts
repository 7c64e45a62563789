/** `monitor info sites`: the places where code is patched. */
import { sitesTable, tableText } from '../tables.ts';
import { failed, type MonitorCommand } from './command.ts';

export const infoSites: MonitorCommand = {
  name: 'info sites',
  usage: '[WORD]',
  help: 'List the patch sites with bytes and states; those only that have WORD in a column.',
  run(target, words) {
    const table = sitesTable.read(target);
    if (words.length === 0) return { result: 'done', text: tableText(table) };
    const wanted = words.join(' ');
    const rows = table.rows.filter((row) => row.some((cell) => cell.includes(wanted)));
    if (rows.length === 0) return failed(`no site has "${wanted}" in a column`);
    return { result: 'done', text: tableText({ ...table, rows }) };
  },
};
