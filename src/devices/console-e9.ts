/** Port 0xe9, the console that needs no set-up: Bochs' port_e9_hack and QEMU's debugcon. */
import type { DeviceFactory } from './device.ts';

/** Each byte written is shown; a read gives 0xe9, by which a guest may know that it is there. */
export const consoleE9: DeviceFactory = {
  stateBytes: 0,
  create: (context) => ({
    name: 'console at port e9',
    help: 'each byte written is shown on the console',
    stateBytes: 0,
    ports: [{ first: 0xe9, last: 0xe9 }],
    readPort: () => 0xe9,
    writePort: (_port, _bytes, value) => context.console(value & 0xff),
  }),
};
