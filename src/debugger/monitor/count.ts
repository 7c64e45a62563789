/** `monitor count ADDRESS`: count how often an instruction is begun, without stopping there. */
import { addressIn, failed, said, type MonitorCommand } from './command.ts';

const countersMax = 64;

export const count: MonitorCommand = {
  name: 'count',
  usage: 'ADDRESS [off]',
  help: 'Count from 0 how often CPUs begin the instruction at ADDRESS, or count it no more.',
  run({ machine }, [word, off]) {
    const address = addressIn(word);
    if (address === undefined || (off !== undefined && off !== 'off')) {
      return failed('say count ADDRESS or count ADDRESS off, the address in hex: 0x100000');
    }
    const text = `0x${address.toString(16)}`;
    if (off !== undefined) {
      if (!machine.counts.has(address)) return failed(`nothing is counted at ${text}`);
      machine.removeCounter(address);
      return said(`not counting ${text}`);
    }
    if (!machine.counts.has(address) && machine.counts.size >= countersMax) {
      return failed(`more than ${countersMax} addresses are counted`);
    }
    machine.insertCounter(address);
    return said(`counting ${text}`);
  },
};
