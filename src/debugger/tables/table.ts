/** What a table is, how its cells are written, and a table as lines of text. */
import { hexOf, textOfBytes } from '../../../protocol/rsp/numbers.ts';
import type { Target } from '../target.ts';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface TableSource {
  /** gdb's annex and the word after `monitor info`. */
  readonly name: string;
  /** A sentence without its full stop. */
  readonly help: string;
  /** It is of one CPU: of the selected one, unless another is named. */
  readonly ofCpu?: true;
  read(target: Target, cpu: number): Table;
}

export const addressCell = (value: bigint): string => `0x${value.toString(16).padStart(16, '0')}`;
export const hexCell = (value: bigint | number): string => `0x${value.toString(16)}`;
export const bytesCell = (value: Uint8Array): string =>
  textOfBytes(hexOf(value)).replace(/..(?=.)/g, '$& ');

/** A table that has nothing to show but the reason for that. */
export const reasonTable = (column: string, reason: string): Table => ({
  columns: [column],
  rows: [[reason]],
});

/** Rows up to a bound; where it is reached, the last row says so. */
export function boundedRows<T>(
  things: readonly T[],
  most: number,
  rowOf: (thing: T) => readonly string[],
): (readonly string[])[] {
  const rows = things.slice(0, most).map(rowOf);
  const left = things.length - rows.length;
  return left === 0 ? rows : [...rows, [`${left} more are not shown`]];
}

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
