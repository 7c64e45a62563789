/** The debug exit port: a guest ends the machine by writing its exit status (QEMU's 0xf4). */
import type { DeviceFactory } from './device.ts';

/** A write of `v` of any width ends the machine with status `v & 0xff`; reads give zero. */
export const debugExit: DeviceFactory = {
  stateBytes: 0,
  create: (context) => ({
    name: 'debug exit',
    help: 'a byte written ends the machine with that exit status',
    stateBytes: 0,
    ports: [{ first: 0xf4, last: 0xf4 }],
    readPort: () => 0,
    writePort: (_port, _bytes, value) => context.exit(value & 0xff),
  }),
};
