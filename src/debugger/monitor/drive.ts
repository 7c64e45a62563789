/** `monitor drive`: an observer takes the driver's seat when it is free. */
import { drives, takeSeat } from '../situation.ts';
import { flushing } from './past.ts';
import { failed, said, type MonitorCommand } from './command.ts';

/** gdb keeps registers of the moment at which it believes to stand, which may be long ago. */
export const drive: MonitorCommand = {
  name: 'drive',
  help: "Take the driver's seat, if nobody has it; a guest that runs on its own is halted.",
  needs: 'machine',
  run(target) {
    const { moment } = target.machine;
    if (drives(target)) return said(`you drive this machine; it is at moment ${moment}`);
    const refused = takeSeat(target);
    if (refused !== undefined) return failed(`${refused.why}: wait until it leaves`);
    return said(`you drive from moment ${moment} on; ${flushing(target.client)} shows where it is`);
  },
};
