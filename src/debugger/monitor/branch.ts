/** `monitor branch NAME`: another future instead of the present one. */
import { failed, said, type MonitorCommand } from './command.ts';
import { withPast } from './past.ts';

export const branch: MonitorCommand = {
  name: 'branch',
  usage: 'NAME [drop]',
  help: 'Go to where a future was left and follow it instead, or drop it.',
  moves: true,
  run: (target, [name, word]) =>
    withPast(target, (history) => {
      const known = history.branches.map((other) => other.name);
      if (name === undefined || !known.includes(name) || (word !== undefined && word !== 'drop')) {
        return failed(
          known.length === 0 ? 'there is one history only' : `say one of ${known.join(', ')}`,
        );
      }
      if (word === 'drop') {
        history.dropBranch(name);
        return said(`${name} is forgotten`);
      }
      history.switchTo(name);
      target.situation.lastStop = { kind: 'stepped', cpu: history.current };
      return said(`moment ${history.moment}; recorded up to ${history.end.steps}`);
    }),
};
