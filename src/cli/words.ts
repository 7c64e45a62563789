/** Splits what a user typed into flags, values and other words, by the flags table. */
import { Parser as parseWords } from 'yargs/helpers';
import { flags, spelled } from './flags.ts';
import type { SwitchName, ValueName } from './flags.ts';
import { refusals } from './refusals.ts';
import type { CliRefusal } from './refusals.ts';

export interface Typed {
  readonly words: readonly string[];
  readonly switches: ReadonlySet<SwitchName>;
  /** Defaults included. */
  readonly values: ReadonlyMap<ValueName, string>;
}

/** The words as flags and values, without knowing what they mean. */
export function splitWords(words: readonly string[]): Typed | CliRefusal {
  const split = parseWords([...words], {
    ...optionsByType(),
    configuration: {
      'short-option-groups': false,
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'duplicate-arguments-array': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'unknown-options-as-args': true,
    },
  });
  const rest = split._.map(String);
  // The parser leaves most unknown flags among the words, and makes values of those like -sS.
  const grouped = Object.keys(split).find((name) => !known.has(name));
  const stray = grouped === undefined ? rest.find((word) => /^-./.test(word)) : `-${grouped}`;
  if (stray !== undefined) return refuseFlag(stray);
  return valuesOf(split, rest);
}

const known: ReadonlySet<string> = new Set(['_', ...flags.map(({ name }) => name)]);

function valuesOf(split: Readonly<Record<string, unknown>>, words: readonly string[]) {
  const values = new Map<ValueName, string>();
  const switches = new Set<SwitchName>();
  for (const flag of flags) {
    const given = split[flag.name];
    if (flag.type === 'switch') {
      if (given === true) switches.add(flag.name);
    } else if (given === '' && flag.name !== 'append' && flag.name !== 'd') {
      return refusals.missingValue(spelled(flag.name));
    } else if (typeof given === 'string') values.set(flag.name, given);
  }
  return { words, switches, values };
}

function optionsByType() {
  return {
    boolean: flags.filter(({ type }) => type === 'switch').map(({ name }) => name),
    string: flags.filter(({ type }) => type !== 'switch').map(({ name }) => name),
    default: Object.fromEntries(
      flags.flatMap((flag) => ('default' in flag ? [[flag.name, flag.default]] : [])),
    ) as Readonly<Record<string, string>>,
  };
}

function refuseFlag(stray: string): CliRefusal {
  const name = stray.replace(/^-+/, '').replace(/=.*$/, '');
  const near = flags.find(
    (flag) => flag.name.length > 1 && distance(flag.name, name) <= name.length / 3,
  );
  return refusals.unknownFlag(stray, near === undefined ? undefined : spelled(near.name));
}

/** Letters to insert, remove or change to get from one name to the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of Array.from(one).entries()) {
    const next = [at + 1];
    for (const [index, against] of Array.from(other).entries()) {
      const change = (row[index] ?? 0) + (letter === against ? 0 : 1);
      next.push(Math.min(change, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
