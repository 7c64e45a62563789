/** `monitor forward [N]`: N recorded steps of the machine forward. */
import { failed, wholeNumber, type MonitorCommand } from './command.ts';
import { goTo, withPast } from './past.ts';

export const forward: MonitorCommand = {
  name: 'forward',
  usage: '[N]',
  help: 'Go N recorded steps forward; what has not been is not run.',
  moves: true,
  run: (target, [word]) =>
    withPast(target, (history) => {
      const steps = wholeNumber(word ?? '1', { least: 1, most: Number.MAX_SAFE_INTEGER });
      if (steps === undefined) return failed('how many steps?');
      return goTo(target, history, history.moment + steps);
    }),
};
