/** `monitor when`: the moment the machine stands at. */
import { said, type MonitorCommand } from './command.ts';
import { whereOf } from './past.ts';

export const when: MonitorCommand = {
  name: 'when',
  help: 'Tell the moment: steps since power-on, whose turn is next, and what is recorded behind it.',
  needs: 'machine',
  run({ machine, history }) {
    const here = whereOf(machine);
    if (history?.isBehind !== true) return said(here);
    return said(`${here}; recorded up to ${history.end.steps}`);
  },
};
