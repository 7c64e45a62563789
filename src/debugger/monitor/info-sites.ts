/** `monitor info sites`: the places where code is patched. */
import { sitesTable, tableText } from '../tables.ts';
import type { MonitorCommand } from './command.ts';

export const infoSites: MonitorCommand = {
  name: 'info sites',
  help: 'List the patch sites with their bytes and states.',
  run: (target) => ({ result: 'done', text: tableText(sitesTable.read(target)) }),
};
