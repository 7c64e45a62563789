/** The tables of `info os` as the XML gdb expects (gdb manual, "Operating System Information"). */
import { escapeMarkup } from '../../protocol/rsp/markup.ts';
import { tables } from './tables.ts';
import type { Table } from './tables/table.ts';
import type { Target } from './target.ts';

const typesTable: Table = {
  columns: ['Type', 'Description'],
  rows: tables.map(({ name, help }) => [name, help]),
};

/** The document for `info os name`; the empty name lists the tables. Undefined if there is none. */
export function osdataDocument(target: Target, name: string): string | undefined {
  if (name === '') return render('types', typesTable);
  const source = tables.find((table) => table.name === name);
  return source === undefined
    ? undefined
    : render(name, source.read(target, target.client.queryCpu));
}

function render(type: string, { columns, rows }: Table): string {
  const items = rows.map((row) => {
    const cells = columns.map(
      (column, index) =>
        `<column name="${escapeMarkup(column)}">${escapeMarkup(row[index] ?? '')}</column>`,
    );
    return `<item>${cells.join('')}</item>\n`;
  });
  return [
    '<?xml version="1.0"?>\n<!DOCTYPE target SYSTEM "osdata.dtd">\n',
    `<osdata type="${type}">\n`,
    ...items,
    '</osdata>\n',
  ].join('');
}
