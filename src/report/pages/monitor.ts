/** docs/monitor.md: what can be said behind gdb's `monitor`, and the tables of `info os`. */
import { code, page, section, table } from '../markdown.ts';

/** A monitor command, as far as the page shows it. */
export interface CommandRow {
  readonly name: string;
  readonly usage?: string;
  readonly help: string;
  readonly needs?: 'machine' | 'seat if told';
}

/** A table of `info os`. */
export interface TableRow {
  readonly name: string;
  readonly help: string;
}

export const monitorPage = (commands: readonly CommandRow[], tables: readonly TableRow[]): string =>
  page(
    'Monitor commands',
    'Typed at the prompt of gdb behind `monitor`. Words may be shortened as long as they mean one ' +
      'command: `monitor inj n 2`. None of them runs the guest.',
    table(
      ['Command', 'What it does', 'Who'],
      commands.map(({ name, usage, help, needs }) => [
        code(usage === undefined ? `monitor ${name}` : `monitor ${name} ${usage}`),
        help,
        who[needs ?? 'seat'],
      ]),
    ),
    section(
      'Tables for gdb itself',
      "The same tables by gdb's own command.",
      table(
        ['Command', 'What it shows'],
        tables.map(({ name, help }) => [code(`info os ${name}`), help]),
      ),
    ),
  );

const who = {
  machine: 'everybody',
  'seat if told': 'without words everybody, else the driver',
  seat: 'the driver',
} as const;
