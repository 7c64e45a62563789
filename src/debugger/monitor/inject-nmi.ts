/** `monitor inject nmi CPU`: a non-maskable interrupt, now. */
import type { MonitorCommand } from './command.ts';
import { inject } from './inject.ts';

export const injectNmi: MonitorCommand = {
  name: 'inject nmi',
  usage: 'CPU',
  help: 'Send a non-maskable interrupt to a CPU at this moment.',
  run: (target, words) => inject(target, words, 'nmi'),
};
