/** `monitor exception`: gdb has `$_siginfo` only for programs of Linux; this says it in words. */
import { typedFor } from '../client.ts';
import { describeHappening } from '../happenings.ts';
import { addressOf } from '../signal-information.ts';
import { said, type MonitorCommand } from './command.ts';

export const exception: MonitorCommand = {
  name: 'exception',
  help: 'Tell which exception, or what else that was caught, has stopped the selected CPU, and where.',
  needs: 'machine',
  run({ client, machine, situation }) {
    const { lastStop } = situation;
    const cpu = client.queryCpu;
    if (lastStop?.cpu === cpu && lastStop.kind === 'caught') {
      const address = addressOf(machine, lastStop.happening).toString(16);
      return said(`${describeHappening(lastStop.happening)}, address 0x${address}`);
    }
    if (lastStop?.cpu === cpu && lastStop.kind === 'shutdown') {
      return said(`CPU ${cpu} is in shutdown: ${lastStop.why}`);
    }
    const catching = typedFor(client, 'catch exception');
    return said(`no exception has stopped CPU ${cpu}; "${catching}" stops for them`);
  },
};
