/** What the commands about time have in common: a machine with a past, and moments as words. */
import type { History } from '../../history/history.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Client } from '../client.ts';
import type { Target } from '../target.ts';
import { failed, said, type MonitorAnswer } from './command.ts';

/** Runs `body` with the machine's past, or fails because none is kept. */
export function withPast(
  { history }: Target,
  body: (history: History) => MonitorAnswer,
): MonitorAnswer {
  if (history === undefined) return failed('nothing of the past of this machine is kept');
  return body(history);
}

/** The moment that a word means, in steps: a number, a mark, `start` or `end`. */
export function momentOf(history: History, word: string | undefined): number | undefined {
  if (word === 'start') return history.start;
  if (word === 'end') return history.end.steps;
  if (word === undefined) return undefined;
  const marked = history.marks.get(word);
  return marked ?? (/^[0-9]{1,15}$/.test(word) ? Number(word) : undefined);
}

/** What makes a client forget the registers that it has read before: it does not know of the move. */
export const flushing = ({ listsThreads: isLldb }: Client): string =>
  isLldb ? '"target symbols add" of the image' : '"maintenance flush register-cache"';

/** Goes to a moment and says so. gdb does not know that time has moved. */
export function goTo(target: Target, history: History, steps: number): MonitorAnswer {
  const { end } = history;
  if (!history.seek(steps)) {
    return failed(`moment ${steps} has not been: what is recorded ends at ${end.steps}`);
  }
  return said(`${whereOf(history)}; ${moved(target, history)}`);
}

/** The moment at which the machine stands. */
export const whereOf = ({ moment, current }: Pick<Machine, 'moment' | 'current'>): string =>
  `moment ${moment}, CPU ${current} is next`;

/** The machine stands elsewhere in time than the client knows: how it gets to see that. */
export function moved({ client, situation }: Target, { current }: History): string {
  situation.lastStop = { kind: 'stepped', cpu: current };
  const reader = client.listsThreads ? 'lldb' : 'gdb';
  return `${reader} shows it after ${flushing(client)}`;
}
