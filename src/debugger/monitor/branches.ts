/** `monitor branches`: futures that were given up for others. */
import { said, type MonitorCommand } from './command.ts';
import { withPast } from './past.ts';

export const branches: MonitorCommand = {
  name: 'branches',
  help: 'List the futures that were left for another one, and where.',
  needs: 'machine',
  run: (target) =>
    withPast(target, (history) => {
      if (history.branches.length === 0) return said('there is one history only');
      const lines = history.branches.map(({ name, left, line }) => {
        const events = line.records.length;
        const what = `${events} event${events === 1 ? '' : 's'}`;
        return `${name}: left at moment ${left.steps}, lived to ${line.end.steps}, ${what}`;
      });
      return said(lines.join('\n'));
    }),
};
