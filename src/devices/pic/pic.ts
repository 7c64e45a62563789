/** The two 8259As of a PC, one behind the other, and their ELCR (Intel 231468; PIIX3, 290550). */
import { bytePorts } from '../byte-ports.ts';
import type { Device, DeviceContext, DeviceFactory } from '../device.ts';
import type { Controller } from './controller.ts';
import { cascadePin, controller, controllerStateBytes } from './controller.ts';

/** Whether the line to the local APIC is high: the byte behind the two controllers. */
const outputAt = 2 * controllerStateBytes;
const stateBytes = outputAt + 8;

/** Inputs whose triggering cannot be set to levels: the PIT, keyboard, cascade, RTC and FPU. */
const levelsPossible = { master: 0xf8, slave: 0xde } as const;
/** A request that is gone when it is acknowledged gives this pin's vector, and no service bit. */
const spuriousPin = 7;

/** Pins 0 to 15 are IRQ 0 to 15; 2 is the cascade and nobody else's. */
export const pic: DeviceFactory = { stateBytes, create };

function create(context: DeviceContext): Device {
  const { state } = context;
  const chip = (index: number): Controller =>
    controller(
      new DataView(state.buffer, state.byteOffset + index * controllerStateBytes),
      index === 0,
      (what) => context.unknown(what),
    );
  const [master, slave] = [chip(0), chip(1)];
  // As PC firmware: vectors 0x08 and 0x70, and nothing let through but the slave.
  master.preset(0x08, 0xff & ~(1 << cascadePin));
  slave.preset(0x70, 0xff);

  /** The slave's output is an input of the master, whose output goes to the local APIC. */
  function settle(): void {
    master.setInput(cascadePin, slave.output());
    const output = master.output();
    if (output === (state.getUint8(outputAt) !== 0)) return;
    state.setUint8(outputAt, output ? 1 : 0);
    context.drive('pic', output);
  }

  function acknowledge(): number {
    const pin = master.acknowledge();
    if (pin !== cascadePin) return master.vector(pin ?? spuriousPin);
    return slave.vector(slave.acknowledge() ?? spuriousPin);
  }

  const { readPort, writePort } = bytePorts(0x4d1, readFrom(master, slave), writeTo(master, slave));
  return {
    name: 'pic',
    help: 'two 8259A interrupt controllers with ELCR, on LINT0 of CPU 0; all inputs masked',
    stateBytes,
    ports: [
      { first: 0x20, last: 0x21 },
      { first: 0xa0, last: 0xa1 },
      { first: 0x4d0, last: 0x4d1 },
    ],
    readPort(port, bytes, cpu) {
      const value = readPort(port, bytes, cpu);
      // A poll acknowledges.
      settle();
      return value;
    },
    writePort(port, bytes, value, cpu) {
      writePort(port, bytes, value, cpu);
      settle();
    },
    input(pin, high) {
      (pin < 8 ? master : slave).setInput(pin & 7, high);
      settle();
    },
    externalVector() {
      const vector = acknowledge();
      // The line falls for a moment even if the next request is there: LINT0 may want an edge.
      if (state.getUint8(outputAt) !== 0) context.drive('pic', false);
      state.setUint8(outputAt, 0);
      settle();
      return vector;
    },
  };
}

const readFrom =
  (master: Controller, slave: Controller) =>
  (port: number): number => {
    const chip = isSlave(port) ? slave : master;
    if (port >= 0x4d0) return chip.triggering();
    return (port & 1) === 0 ? chip.readCommand() : chip.readMask();
  };

const writeTo =
  (master: Controller, slave: Controller) =>
  (port: number, value: number): void => {
    const chip = isSlave(port) ? slave : master;
    const possible = isSlave(port) ? levelsPossible.slave : levelsPossible.master;
    if (port >= 0x4d0) chip.setTriggering(value & possible);
    else if ((port & 1) === 0) chip.writeCommand(value);
    else chip.writeData(value);
  };

const isSlave = (port: number): boolean => port === 0x4d1 || (port & ~1) === 0xa0;
