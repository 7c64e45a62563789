/** `monitor checkpoints`: what is kept of the past, and what it takes. */
import { said, type MonitorCommand } from './command.ts';
import { withPast } from './past.ts';

export const checkpoints: MonitorCommand = {
  name: 'checkpoints',
  help: 'Tell how many checkpoints are kept, and the memory they take.',
  needs: 'machine',
  run: (target) =>
    withPast(target, ({ checkpoints: kept, checkpointBytes }) => {
      const last = kept.at(-1)?.moment ?? 0;
      const mebibytes = (checkpointBytes / 2 ** 20).toFixed(1);
      return said(`${kept.length} checkpoints up to moment ${last}, ${mebibytes} MiB`);
    }),
};
