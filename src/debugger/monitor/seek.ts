/** `monitor seek WHERE`: to any moment that has been. */
import { failed, type MonitorCommand } from './command.ts';
import { goTo, momentOf, withPast } from './past.ts';

export const seek: MonitorCommand = {
  name: 'seek',
  usage: 'WHERE',
  help: 'Go to a moment that has been: a number of steps, a mark, start or end.',
  moves: true,
  run: (target, [word]) =>
    withPast(target, (history) => {
      const steps = momentOf(history, word);
      if (steps === undefined) return failed('where? a number of steps, a mark, start or end');
      return goTo(target, history, steps);
    }),
};
