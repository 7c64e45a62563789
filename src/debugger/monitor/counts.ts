/** `monitor counts`: what `monitor count` has counted. */
import { said, type MonitorCommand } from './command.ts';

export const counts: MonitorCommand = {
  name: 'counts',
  help: 'Show how often each counted instruction was begun.',
  needs: 'machine',
  run({ machine }) {
    const lines = [...machine.counts].map(
      ([address, times]) => `0x${address.toString(16).padStart(16, '0')} ${times}`,
    );
    return said(lines.length === 0 ? 'nothing is counted' : lines.join('\n'));
  },
};
