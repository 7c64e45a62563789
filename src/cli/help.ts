/** What `--help` prints, rendered from the tables. */
import { exitMeanings } from './exit-codes.ts';
import { commands, flags, spelled } from './flags.ts';
import type { Flag } from './flags.ts';

/** The whole help text, ending in a newline. */
export function helpText(): string {
  return [
    'textpoke: a deterministic multi-CPU x86-64 machine that gdb attaches to',
    '',
    'Usage: textpoke [run|gdb|diff|replay|coverage|gdbinit] [IMAGE] [flags]     (flags take one dash or two)',
    '',
    'Commands:',
    ...aligned(commands.map(({ name, help }) => [name, help])),
    '',
    'Flags:',
    ...aligned(flags.map((flag) => [usageOf(flag), helpOf(flag)])),
    '',
    'Exit status:',
    ...aligned([...exitMeanings].map(([code, meaning]) => [String(code), meaning])),
    '',
  ].join('\n');
}

function usageOf(flag: Flag): string {
  return flag.type === 'value' ? `${spelled(flag.name)} ${flag.value}` : spelled(flag.name);
}

function helpOf(flag: Flag): string {
  if (flag.type === 'switch' || flag.default === undefined || flag.default === '') return flag.help;
  return `${flag.help} [${flag.default}]`;
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
