/** `monitor marks`: the moments that have names. */
import { said, type MonitorCommand } from './command.ts';
import { withPast } from './past.ts';

export const marks: MonitorCommand = {
  name: 'marks',
  help: 'List the moments that have names.',
  needs: 'machine',
  run: (target) =>
    withPast(target, (history) => {
      const rows = [...history.marks].sort(([, one], [, other]) => one - other);
      if (rows.length === 0) return said('no moment has a name');
      return said(
        rows.map(([name, moment]) => `${String(moment).padStart(12)}  ${name}`).join('\n'),
      );
    }),
};
