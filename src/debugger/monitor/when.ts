/** `monitor when`: the moment the machine stands at. */
import { said, type MonitorCommand } from './command.ts';

export const when: MonitorCommand = {
  name: 'when',
  help: 'Tell the moment: steps since power-on, and whose turn is next.',
  needs: 'machine',
  run: ({ machine }) => said(`moment ${machine.moment}, CPU ${machine.current} is next`),
};
