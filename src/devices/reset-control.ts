/** Ways to reset a PC by a port: the PIIX3's reset register and port 0x92 (290550 section 2.5). */
import { bytePorts } from './byte-ports.ts';
import type { DeviceFactory } from './device.ts';

/** The reset control register, and what to write for a hard reset. */
export const resetControl = { port: 0xcf9, hardReset: 6 } as const;
const resetBit = { cpu: 4, system: 2 } as const;

/** System control port A: a reset of the CPUs, and the A20 gate, which is always open here. */
const controlA = { port: 0x92, reset: 1, a20: 2 } as const;

/** Bytes of state: what was written of the reset register; the rest is what it is. */
const at = { control: 0, bytes: 1 } as const;

export const resetRegisters: DeviceFactory = {
  stateBytes: at.bytes,
  create: (context) => ({
    name: 'reset control',
    help: 'the reset register and port 0x92: a reset ends the machine, as with -no-reboot',
    stateBytes: at.bytes,
    ports: [
      { first: controlA.port, last: controlA.port },
      { first: resetControl.port, last: resetControl.port },
    ],
    ...bytePorts(
      resetControl.port,
      (port) => (port === controlA.port ? controlA.a20 : context.state.getUint8(at.control)),
      (port, value) => {
        if (port === controlA.port) {
          if ((value & controlA.reset) !== 0) context.exit(0, 'reset the machine by port 0x92');
          return;
        }
        context.state.setUint8(at.control, value & resetBit.system);
        if ((value & resetBit.cpu) !== 0) context.exit(0, 'reset the machine by port 0xcf9');
      },
    ),
  }),
};
