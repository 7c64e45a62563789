/** The tables that `info os` and `monitor info` both show: one source, two renderings. */
import { hexOf, textOfBytes } from '../../protocol/rsp/numbers.ts';
import { readForGdb } from './linear-rip.ts';
import type { Target } from './target.ts';
import { cpuMode, cpuName } from './threads.ts';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface TableSource {
  /** gdb's annex and the word after `monitor info`. */
  readonly name: string;
  readonly help: string;
  read(target: Target): Table;
}

const address = (value: bigint): string => `0x${value.toString(16).padStart(16, '0')}`;
const bytes = (value: Uint8Array): string => textOfBytes(hexOf(value)).replace(/..(?=.)/g, '$& ');

export const cpusTable: TableSource = {
  name: 'cpus',
  help: 'What every CPU is doing',
  read: ({ machine }) => ({
    columns: ['CPU', 'Thread', 'Activity', 'Mode', 'rip', 'cr3', 'APIC id'],
    rows: Array.from({ length: machine.cpuCount }, (_, cpu) => [
      cpuName(cpu),
      String(cpu + 1),
      machine.activity(cpu),
      cpuMode(machine, cpu),
      address(readForGdb(machine, cpu, 'rip')),
      address(machine.readRegister(cpu, 'cr3')),
      String(machine.readRegister(cpu, 'apic_id')),
    ]),
  }),
};

// prettier-ignore
const siteColumns = [
  'Symbol', 'Address', 'Kind', 'Feature', 'State', 'Original', 'Intended', 'Current',
] as const;

export const sitesTable: TableSource = {
  name: 'sites',
  help: 'The places where code is patched, and how far each one is',
  read({ sites }) {
    const rows = sites.rows();
    if ('absent' in rows) return { columns: ['Sites'], rows: [[rows.absent]] };
    return {
      columns: siteColumns,
      rows: rows.map((site) => [
        site.symbol,
        address(site.address),
        site.kind,
        site.feature,
        site.state,
        bytes(site.original),
        bytes(site.intended),
        bytes(site.current),
      ]),
    };
  },
};

export const tables: readonly TableSource[] = [cpusTable, sitesTable];

/** A table as lines of text, columns aligned. */
export function tableText({ columns, rows }: Table): string {
  const widths = columns.map((name, column) => {
    const lengths = rows.map((row) => row[column]?.length ?? 0);
    return lengths.reduce((most, length) => Math.max(most, length), name.length);
  });
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [columns, ...rows].map((row) => `${line(row)}\n`).join('');
}
