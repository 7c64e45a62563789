/** A 16550A on COM1 that sends at once and never receives, except from itself in loopback. */
import { bytePorts } from './byte-ports.ts';
import type { Device, DeviceContext, DeviceFactory } from './device.ts';

const base = 0x3f8;

/** Registers by port offset; two of them change place with the divisor while LCR bit 7 is set. */
const register = {
  data: 0,
  interruptEnable: 1,
  interruptIdentify: 2,
  lineControl: 3,
  modemControl: 4,
  lineStatus: 5,
  modemStatus: 6,
  scratch: 7,
} as const;

/** Bytes of state. */
const at = {
  interruptEnable: 0,
  fifoControl: 1,
  lineControl: 2,
  modemControl: 3,
  scratch: 4,
  divisor: 5,
  received: 7,
  receivedFull: 8,
  /** The transmitter became empty since IIR last said so. */
  transmitterReported: 9,
  /** Whether the interrupt line is high. */
  line: 10,
  bytes: 16,
} as const;

const lineStatus = { dataReady: 0x01, transmitterEmpty: 0x60 } as const;
const modemControl = { out2: 0x08, loopback: 0x10 } as const;
const interrupt = { none: 0x01, transmitter: 0x02, received: 0x04 } as const;
/** A peer that is always there: CTS, DSR and DCD. */
const connected = 0xb0;

export const uart: DeviceFactory = { stateBytes: at.bytes, create };

function create(context: DeviceContext): Device {
  return {
    name: 'uart',
    help: 'a 16550A on COM1, IRQ 4; what is sent is the console, nothing is ever received',
    stateBytes: at.bytes,
    ports: [{ first: base, last: base + 7 }],
    ...bytePorts(
      base + 7,
      (port) => {
        const value = read(context, port - base);
        settleLine(context);
        return value;
      },
      (port, value) => {
        write(context, port - base, value);
        settleLine(context);
      },
    ),
  };
}

/** On a PC the interrupt reaches the board through a gate that OUT2 opens. */
function settleLine(context: DeviceContext): void {
  const { state } = context;
  const { out2, loopback } = modemControl;
  const open = (state.getUint8(at.modemControl) & (out2 | loopback)) === out2;
  const high = open && pendingInterrupt(state) !== interrupt.none;
  if (high === (state.getUint8(at.line) !== 0)) return;
  state.setUint8(at.line, high ? 1 : 0);
  context.drive('uart', high);
}

function read({ state }: DeviceContext, offset: number): number {
  const divisorLatch = (state.getUint8(at.lineControl) & 0x80) !== 0;
  switch (offset) {
    case register.data:
      if (divisorLatch) return state.getUint8(at.divisor);
      state.setUint8(at.receivedFull, 0);
      return state.getUint8(at.received);
    case register.interruptEnable:
      return state.getUint8(divisorLatch ? at.divisor + 1 : at.interruptEnable);
    case register.interruptIdentify:
      return identifyInterrupt(state);
    case register.lineControl:
      return state.getUint8(at.lineControl);
    case register.modemControl:
      return state.getUint8(at.modemControl);
    case register.lineStatus:
      return lineStatus.transmitterEmpty | (state.getUint8(at.receivedFull) * lineStatus.dataReady);
    case register.modemStatus:
      return modemStatus(state.getUint8(at.modemControl));
    default:
      return state.getUint8(at.scratch);
  }
}

function write(context: DeviceContext, offset: number, value: number): void {
  const { state } = context;
  const divisorLatch = (state.getUint8(at.lineControl) & 0x80) !== 0;
  switch (offset) {
    case register.data:
      if (divisorLatch) state.setUint8(at.divisor, value);
      else transmit(context, value);
      return;
    case register.interruptEnable:
      if (divisorLatch) state.setUint8(at.divisor + 1, value);
      else enableInterrupts(state, value & 0x0f);
      return;
    case register.interruptIdentify:
      state.setUint8(at.fifoControl, value);
      if ((value & 0x02) !== 0) state.setUint8(at.receivedFull, 0);
      return;
    case register.lineControl:
      state.setUint8(at.lineControl, value);
      return;
    case register.modemControl:
      state.setUint8(at.modemControl, value & 0x1f);
      return;
    case register.scratch:
      state.setUint8(at.scratch, value);
      return;
    default:
      context.unknown(`uart: write to read-only register ${offset}`);
  }
}

function transmit(context: DeviceContext, value: number): void {
  const { state } = context;
  state.setUint8(at.transmitterReported, 0);
  if ((state.getUint8(at.modemControl) & modemControl.loopback) === 0) {
    context.console(value);
    return;
  }
  state.setUint8(at.received, value);
  state.setUint8(at.receivedFull, 1);
}

// Enabling the transmitter interrupt while the transmitter is empty raises it anew.
function enableInterrupts(state: DataView, value: number): void {
  const before = state.getUint8(at.interruptEnable);
  if ((value & ~before & 0x02) !== 0) state.setUint8(at.transmitterReported, 0);
  state.setUint8(at.interruptEnable, value);
}

function identifyInterrupt(state: DataView): number {
  const fifo = (state.getUint8(at.fifoControl) & 1) === 0 ? 0 : 0xc0;
  const pending = pendingInterrupt(state);
  if (pending === interrupt.transmitter) state.setUint8(at.transmitterReported, 1);
  return fifo | pending;
}

function pendingInterrupt(state: DataView): number {
  const enabled = state.getUint8(at.interruptEnable);
  if ((enabled & 0x01) !== 0 && state.getUint8(at.receivedFull) !== 0) return interrupt.received;
  const isReported = state.getUint8(at.transmitterReported) !== 0;
  return (enabled & 0x02) !== 0 && !isReported ? interrupt.transmitter : interrupt.none;
}

// In loopback the four outputs are wired to the four inputs: RTS-CTS, DTR-DSR, OUT1-RI, OUT2-DCD.
function modemStatus(control: number): number {
  if ((control & modemControl.loopback) === 0) return connected;
  const [dtr, rts] = [control & 1, (control >> 1) & 1];
  return (rts << 4) | (dtr << 5) | ((control & 0x0c) << 4);
}
