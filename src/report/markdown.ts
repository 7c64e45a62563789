/** Markdown for the pages in docs/: headings, tables, code. */

/** What every page says of itself. */
const origin =
  'This page is rendered from the tables of the code by `npm run docs`, and a test keeps it so.';

/** A page: its title, where it comes from, and its parts with blank lines between them. */
export const page = (title: string, ...parts: readonly string[]): string =>
  [`# ${title}`, origin, ...parts].join('\n\n') + '\n';

export const section = (title: string, ...parts: readonly string[]): string =>
  [`## ${title}`, ...parts].join('\n\n');

/** A table; cells may hold any text, also bars and line ends. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');

/** Text as it is typed. */
export const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

/** `0x` and at least `digits` hexadecimal digits. */
export const hex = (value: number | bigint, digits = 1): string =>
  `0x${value.toString(16).padStart(digits, '0')}`;
