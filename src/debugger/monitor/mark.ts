/** `monitor mark NAME`: a name for this moment. */
import { failed, said, type MonitorCommand } from './command.ts';
import { withPast } from './past.ts';

const marksMax = 1000;

export const mark: MonitorCommand = {
  name: 'mark',
  usage: 'NAME',
  help: 'Give this moment a name, for seek.',
  run: (target, [name]) =>
    withPast(target, ({ marks, moment }) => {
      if (name === undefined || !/^[a-zA-Z_][\w-]{0,63}$/.test(name)) {
        return failed('a name begins with a letter: mark before-patch');
      }
      if (name === 'start' || name === 'end') return failed(`${name} is a moment already`);
      if (marks.size >= marksMax && !marks.has(name)) return failed(`more than ${marksMax} marks`);
      marks.set(name, moment);
      return said(`${name} is moment ${moment}`);
    }),
};
