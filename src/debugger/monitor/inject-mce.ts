/** `monitor inject mce CPU`: a machine check, now. */
import type { MonitorCommand } from './command.ts';
import { inject } from './inject.ts';

export const injectMce: MonitorCommand = {
  name: 'inject mce',
  usage: 'CPU',
  help: 'Raise a machine check on a CPU at this moment.',
  run: (target, words) => inject(target, words, 'machine-check'),
};
