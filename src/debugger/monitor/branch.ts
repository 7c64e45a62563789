/** `monitor branch NAME`: another future instead of the present one. */
import { failed, said, type MonitorCommand } from './command.ts';
import { moved, whereOf, withPast } from './past.ts';

export const branch: MonitorCommand = {
  name: 'branch',
  usage: 'NAME [drop]',
  help: 'Go to where a future was left and follow it instead, or drop it.',
  moves: true,
  run: (target, [name, word]) =>
    withPast(target, (history) => {
      const names = history.branches.map((other) => other.name);
      if (name === undefined || !names.includes(name) || (word !== undefined && word !== 'drop')) {
        return failed(
          names.length === 0 ? 'there is one history only' : `say one of ${names.join(', ')}`,
        );
      }
      if (word === 'drop') {
        history.dropBranch(name);
        return said(`${name} is forgotten`);
      }
      history.switchTo(name);
      const known = `recorded up to ${history.end.steps}`;
      return said(`${whereOf(history)}; ${known}; ${moved(target, history)}`);
    }),
};
