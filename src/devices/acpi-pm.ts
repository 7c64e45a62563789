/** ACPI's fixed registers: PM1 events and control, and the 3.58 MHz timer (ACPI 6.5, 4.8.3). */
import { bytePorts } from './byte-ports.ts';
import type { Device, DeviceContext, DeviceFactory } from './device.ts';
import { ticksAt, timeOfTick } from './ticks.ts';

/** Where the FADT says that the registers are: the ports of QEMU's `pc`. */
export const acpiPorts = { status: 0x600, enable: 0x602, control: 0x604, timer: 0x608 } as const;
const lastPort = 0x60b;

const hertz = 3_579_545;
const timerBits = 2 ** 24;
/** The status is set whenever the timer's highest bit changes. */
const statusTicks = timerBits / 2;

const timerStatus = 0x0001;
/** Timer, global release, power button, sleep button, clock, wake-up disable. */
const enableWritable = 0x4721;
const control = { sciEnable: 0x0001, sleepEnable: 0x2000, sleepType: 0x1c00 } as const;

/** Bytes of state: the 16-bit registers, then what they cannot say. */
const at = {
  status: 0,
  enable: 2,
  control: 4,
  line: 6,
  /** Virtual time up to which the status is known. */
  settled: 8,
  /** Virtual time of the next interrupt, 0 if there is none. */
  due: 16,
  bytes: 24,
} as const;

export const acpiPm: DeviceFactory = { stateBytes: at.bytes, create };

function create(context: DeviceContext): Device {
  const { state } = context;
  // There is no SMI command to switch modes with: ACPI it is, from the beginning.
  state.setUint16(at.control, control.sciEnable, true);
  return {
    name: 'acpi-pm',
    help: "ACPI's PM1 registers and 24-bit timer; SCI is IRQ 9, soft off ends the machine",
    stateBytes: at.bytes,
    ports: [{ first: acpiPorts.status, last: lastPort }],
    ...bytePorts(
      lastPort,
      (port) => {
        settle(context);
        return read(context, port);
      },
      (port, value) => {
        settle(context);
        write(context, port, value);
        schedule(context);
      },
    ),
    deadline: () => state.getFloat64(at.due, true) || undefined,
    advance() {
      settle(context);
      schedule(context);
    },
  };
}

function read(context: DeviceContext, port: number): number {
  const { state } = context;
  if (port < acpiPorts.control + 2) return state.getUint8(port - acpiPorts.status);
  if (port < acpiPorts.timer) return 0;
  const timer = ticksAt(context.now(), hertz) % timerBits;
  return timer >>> (8 * (port - acpiPorts.timer));
}

function write(context: DeviceContext, port: number, value: number): void {
  const { state } = context;
  const cell = port - acpiPorts.status;
  const shift = 8 * (port & 1);
  if (port < acpiPorts.enable) {
    // Status bits are cleared by writing ones.
    state.setUint8(cell, state.getUint8(cell) & ~value);
  } else if (port < acpiPorts.control) state.setUint8(cell, value & (enableWritable >> shift));
  else if (port < acpiPorts.control + 2) {
    const kept = port === acpiPorts.control ? control.sciEnable : 0;
    state.setUint8(cell, (value & ~(control.sleepEnable >> shift) & 0xff) | kept);
    if (((value << shift) & control.sleepEnable) !== 0) sleep(context);
  } else context.unknown(`acpi-pm: write to port 0x${port.toString(16)}`);
}

/** \_S5 of the DSDT has sleep type 0: soft off. */
function sleep(context: DeviceContext): void {
  const type = (context.state.getUint16(at.control, true) & control.sleepType) >> 10;
  if (type === 0) context.exit(0, 'switched the machine off by ACPI');
  else context.unknown(`acpi-pm: sleep type ${type}`);
}

/** Notes a change of the highest bit since the last look, and drives SCI. */
function settle(context: DeviceContext): void {
  const { state } = context;
  const half = (time: number): number => Math.floor(ticksAt(time, hertz) / statusTicks);
  const now = context.now();
  if (half(now) > half(state.getFloat64(at.settled, true))) {
    state.setUint16(at.status, state.getUint16(at.status, true) | timerStatus, true);
  }
  state.setFloat64(at.settled, now, true);
}

function schedule(context: DeviceContext): void {
  const { state } = context;
  const enabled = (state.getUint16(at.enable, true) & timerStatus) !== 0;
  const high = enabled && (state.getUint16(at.status, true) & timerStatus) !== 0;
  const next = (Math.floor(ticksAt(context.now(), hertz) / statusTicks) + 1) * statusTicks;
  state.setFloat64(at.due, enabled && !high ? timeOfTick(next, hertz) : 0, true);
  if (high === (state.getUint8(at.line) !== 0)) return;
  state.setUint8(at.line, high ? 1 : 0);
  context.drive('sci', high);
}
