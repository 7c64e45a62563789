/** Finds the monitor command a line means, abbreviated or misspelt, and runs it. */
import { seatRefusal } from '../situation.ts';
import type { Target } from '../target.ts';
import { lookRefusal } from '../tracing/look.ts';
import { failed, type MonitorAnswer, type MonitorCommand } from './command.ts';
import { monitorCommands } from './commands.ts';

const slipsMax = 2;

/** Runs one line. Words may be shortened as long as they mean one command. */
export function runMonitorLine(target: Target, line: string): MonitorAnswer {
  const words = line.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return runMonitorLine(target, 'help');
  const meant = monitorCommands.filter(({ name }) => beginsLike(name.split(' '), words));
  const exact = meant.filter(({ name }) => {
    const count = name.split(' ').length;
    return words.slice(0, count).join(' ') === name;
  });
  const [command, ...others] = exact.length > 0 ? exact : meant;
  if (command === undefined) return unknown(words);
  if (others.length > 0) return failed(`"${line}" may be ${names([command, ...others])}`);
  const expected = command.name.split(' ').length;
  if (words.length < expected) return failed(`say the whole of ${names([command])}`);
  const more = words.slice(expected);
  const looks = command.needs === 'machine' || (command.needs !== undefined && more.length === 0);
  const refused = looks ? undefined : (seatRefusal(target) ?? lookRefusal(target));
  if (refused !== undefined) return failed(refused.why);
  if (command.moves === true && target.situation.resumption !== undefined) {
    // In non-stop mode there are CPUs that gdb believes to run on from here.
    return failed('CPUs are running: stop them before you go to another moment');
  }
  return command.run(target, more);
}

const beginsLike = (name: readonly string[], words: readonly string[]): boolean =>
  name.every((part, index) => words[index] === undefined || part.startsWith(words[index]));

const names = (commands: readonly MonitorCommand[]): string =>
  commands.map(({ name }) => `"${name}"`).join(', ');

function unknown(words: readonly string[]): MonitorAnswer {
  const near = monitorCommands.filter(({ name }) => {
    const parts = name.split(' ');
    const said = words.slice(0, parts.length);
    return parts.every((part, index) => slipsBetween(part, said[index] ?? part) <= slipsMax);
  });
  const hint = near.length > 0 ? `did you mean ${names(near)}?` : 'try "help"';
  return failed(`no monitor command "${words.join(' ')}"; ${hint}`);
}

/** Letters to change, add or leave out to get from one word to the other. */
export function slipsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let line = 1; line <= one.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[line - 1] === other[column - 1] ? 0 : 1;
      next.push(
        Math.min(
          (row[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (row[column - 1] ?? 0) + same,
        ),
      );
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
