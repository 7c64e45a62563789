/** The table `pagetables`: what the page tables of the selected CPU map. */
import type { Mapping } from '../../machine/mappings.ts';
import { cpuName } from '../threads.ts';
import { addressCell, boundedRows, reasonTable, type TableSource } from './table.ts';

const rowsMax = 4096;

export const pageTablesTable: TableSource = {
  name: 'pagetables',
  help: 'What the page tables of the selected CPU map: ranges that are alike and side by side in one row',
  ofCpu: true,
  read({ machine }, cpu) {
    const name = cpuName(cpu);
    const { ranges, complete } = machine.mappings(cpu);
    if (ranges.length === 0) return reasonTable('Mappings', `nothing is mapped on ${name}`);
    const rows = boundedRows(ranges, rowsMax, (range) => [name, ...cellsOf(range)]);
    if (!complete) rows.push(['there is more than was looked at']);
    return { columns: ['CPU', 'Linear', 'To', 'Physical', 'Page', 'Rights'], rows };
  },
};

const cellsOf = (range: Mapping): string[] => [
  addressCell(range.linear),
  addressCell(range.linear + range.bytes - 1n),
  addressCell(range.physical),
  pageSizes[String(range.pageBytes)] ?? String(range.pageBytes),
  rightsOf(range),
];

const pageSizes: Readonly<Record<string, string>> = {
  4096: '4 KiB',
  2097152: '2 MiB',
  4194304: '4 MiB',
  1073741824: '1 GiB',
};

const rightsOf = ({ writable, executable, user, global }: Mapping): string =>
  [
    `r${writable ? 'w' : '-'}${executable ? 'x' : '-'}`,
    user ? 'user' : 'supervisor',
    ...(global ? ['global'] : []),
  ].join(' ');
