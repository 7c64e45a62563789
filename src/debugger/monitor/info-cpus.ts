/** `monitor info cpus`: what every CPU is doing. */
import { cpusTable, tableText } from '../tables.ts';
import type { MonitorCommand } from './command.ts';

export const infoCpus: MonitorCommand = {
  name: 'info cpus',
  help: 'List the CPUs with their modes and where they are.',
  needs: 'machine',
  run: (target) => ({ result: 'done', text: tableText(cpusTable.read(target)) }),
};
