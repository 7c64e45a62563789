/** `monitor back [N]`: N steps of the machine back. */
import { failed, wholeNumber, type MonitorCommand } from './command.ts';
import { goTo, withPast } from './past.ts';

export const back: MonitorCommand = {
  name: 'back',
  usage: '[N]',
  help: 'Go back N steps of the machine, whichever CPUs took them.',
  moves: true,
  run: (target, [word]) =>
    withPast(target, (history) => {
      const steps = wholeNumber(word ?? '1', { least: 1, most: Number.MAX_SAFE_INTEGER });
      if (steps === undefined) return failed('how many steps?');
      return goTo(target, history, Math.max(history.start, history.moment - steps));
    }),
};
