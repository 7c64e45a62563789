/** `monitor info NAME`: the tables of `info os` as text, a command for each. */
import { tables } from '../tables.ts';
import { tableText } from '../tables/table.ts';
import type { MonitorCommand } from './command.ts';
import { infoSites } from './info-sites.ts';

/** Tables with a command of their own, which shows more than the rows. */
const own: readonly MonitorCommand[] = [infoSites];

export const infoCommands: readonly MonitorCommand[] = tables.map((table) => {
  const command: MonitorCommand = {
    name: `info ${table.name}`,
    help: `${table.help}.`,
    needs: 'machine',
    run: (target) => ({ result: 'done', text: tableText(table.read(target)) }),
  };
  return own.find((one) => one.name === command.name) ?? command;
});
