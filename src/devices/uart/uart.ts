/** A 16550A on COM1 (PC16550D, National Semiconductor, section 8): what it sends is the console. */
import { bytePorts } from '../byte-ports.ts';
import type { Device, DeviceContext, DeviceFactory } from '../device.ts';
import type { Receiver } from './receiver.ts';
import { receiver, receiverBytes } from './receiver.ts';

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
  fifoEnabled: 1,
  lineControl: 2,
  modemControl: 3,
  scratch: 4,
  divisor: 5,
  /** Changes of the modem's lines that nobody has read of. */
  modemChanges: 7,
  /** The transmitter became empty since IIR last said so. */
  transmitterReported: 8,
  /** Whether the interrupt line is high. */
  line: 9,
  receiver: 16,
  bytes: 16 + receiverBytes,
} as const;

const lineControl = { divisorLatch: 0x80 } as const;
const lineStatus = { dataReady: 0x01, overrun: 0x02, transmitterEmpty: 0x60 } as const;
const modemControl = { out2: 0x08, loopback: 0x10 } as const;
const modemStatus = { ring: 0x40 } as const;
const enable = { received: 1, transmitter: 2, line: 4, modem: 8 } as const;
/** Values of IIR, highest priority first. */
const interrupt = {
  line: 0x06,
  received: 0x04,
  timeout: 0x0c,
  transmitter: 0x02,
  modem: 0x00,
  none: 0x01,
} as const;
/** A peer that is always there: CTS, DSR and DCD. */
const connected = 0xb0;

interface Uart {
  readonly context: DeviceContext;
  readonly state: DataView;
  readonly receiver: Receiver;
}

export const uart: DeviceFactory = { stateBytes: at.bytes, create };

function create(context: DeviceContext): Device {
  const { state } = context;
  const { buffer, byteOffset } = state;
  const cells = new DataView(buffer, byteOffset + at.receiver, receiverBytes);
  const divisor = (): number => state.getUint16(at.divisor, true);
  const self: Uart = { context, state, receiver: receiver(context, cells, divisor) };
  return {
    name: 'uart',
    help: 'a 16550A on COM1, IRQ 4; what is sent is the console, `monitor type` is received',
    stateBytes: at.bytes,
    ports: [{ first: base, last: base + 7 }],
    ...bytePorts(
      base + 7,
      (port) => {
        const value = read(self, port - base);
        settleLine(self);
        return value;
      },
      (port, value) => {
        write(self, port - base, value);
        settleLine(self);
      },
    ),
    deadline: () => self.receiver.deadline(),
    advance() {
      self.receiver.settle();
      settleLine(self);
    },
    type: (bytes) => self.receiver.send(bytes),
  };
}

/** On a PC the interrupt reaches the board through a gate that OUT2 opens. */
function settleLine(self: Uart): void {
  const { context, state } = self;
  const { out2, loopback } = modemControl;
  const open = (state.getUint8(at.modemControl) & (out2 | loopback)) === out2;
  const high = open && pendingInterrupt(self) !== interrupt.none;
  if (high === (state.getUint8(at.line) !== 0)) return;
  state.setUint8(at.line, high ? 1 : 0);
  context.drive('uart', high);
}

const hasDivisorLatch = ({ state }: Uart): boolean =>
  (state.getUint8(at.lineControl) & lineControl.divisorLatch) !== 0;

function read(self: Uart, offset: number): number {
  const { state } = self;
  switch (offset) {
    case register.data:
      return hasDivisorLatch(self) ? state.getUint8(at.divisor) : self.receiver.take();
    case register.interruptEnable:
      return state.getUint8(hasDivisorLatch(self) ? at.divisor + 1 : at.interruptEnable);
    case register.interruptIdentify:
      return identifyInterrupt(self);
    case register.lineControl:
      return state.getUint8(at.lineControl);
    case register.modemControl:
      return state.getUint8(at.modemControl);
    case register.lineStatus:
      return readLineStatus(self);
    case register.modemStatus:
      return readModemStatus(self);
    default:
      return state.getUint8(at.scratch);
  }
}

function write(self: Uart, offset: number, value: number): void {
  const { context, state } = self;
  switch (offset) {
    case register.data:
      if (hasDivisorLatch(self)) state.setUint8(at.divisor, value);
      else transmit(self, value);
      return;
    case register.interruptEnable:
      if (hasDivisorLatch(self)) state.setUint8(at.divisor + 1, value);
      else enableInterrupts(self, value & 0x0f);
      return;
    case register.interruptIdentify:
      state.setUint8(at.fifoEnabled, value & 1);
      self.receiver.control(value);
      return;
    case register.lineControl:
      state.setUint8(at.lineControl, value);
      return;
    case register.modemControl:
      writeModemControl(self, value & 0x1f);
      return;
    case register.scratch:
      state.setUint8(at.scratch, value);
      return;
    default:
      context.unknown(`uart: write to read-only register ${offset}`);
  }
}

function readLineStatus({ receiver: from }: Uart): number {
  const { dataReady, overrun, transmitterEmpty } = lineStatus;
  const status =
    transmitterEmpty | (from.hasData() ? dataReady : 0) | (from.isOverrun() ? overrun : 0);
  from.clearOverrun();
  return status;
}

function transmit({ context, state, receiver: to }: Uart, value: number): void {
  state.setUint8(at.transmitterReported, 0);
  if ((state.getUint8(at.modemControl) & modemControl.loopback) === 0) context.console(value);
  else to.arrive(value);
}

// Enabling the transmitter interrupt while the transmitter is empty raises it anew.
function enableInterrupts({ state }: Uart, value: number): void {
  const before = state.getUint8(at.interruptEnable);
  if ((value & ~before & enable.transmitter) !== 0) state.setUint8(at.transmitterReported, 0);
  state.setUint8(at.interruptEnable, value);
}

function identifyInterrupt(self: Uart): number {
  const { state } = self;
  const fifo = state.getUint8(at.fifoEnabled) === 0 ? 0 : 0xc0;
  const pending = pendingInterrupt(self);
  if (pending === interrupt.transmitter) state.setUint8(at.transmitterReported, 1);
  return fifo | pending;
}

/** The interrupt of highest priority that is enabled and asks. */
function pendingInterrupt({ state, receiver: from }: Uart): number {
  const enabled = state.getUint8(at.interruptEnable);
  const asks = (bit: number, asked: boolean): boolean => asked && (enabled & bit) !== 0;
  if (asks(enable.line, from.isOverrun())) return interrupt.line;
  if (asks(enable.received, from.isReady())) return interrupt.received;
  if (asks(enable.received, from.isTimedOut())) return interrupt.timeout;
  if (asks(enable.transmitter, state.getUint8(at.transmitterReported) === 0)) {
    return interrupt.transmitter;
  }
  return asks(enable.modem, state.getUint8(at.modemChanges) !== 0)
    ? interrupt.modem
    : interrupt.none;
}

/** In loopback the four outputs are the four inputs: RTS-CTS, DTR-DSR, OUT1-RI, OUT2-DCD. */
function modemLines(control: number): number {
  if ((control & modemControl.loopback) === 0) return connected;
  const [dtr, rts] = [control & 1, (control >> 1) & 1];
  return (rts << 4) | (dtr << 5) | ((control & 0x0c) << 4);
}

function readModemStatus({ state }: Uart): number {
  const changes = state.getUint8(at.modemChanges);
  state.setUint8(at.modemChanges, 0);
  return modemLines(state.getUint8(at.modemControl)) | changes;
}

function writeModemControl({ state }: Uart, value: number): void {
  const before = modemLines(state.getUint8(at.modemControl));
  const after = modemLines(value);
  // Of the ring indicator only its end counts.
  const changed = (before ^ after) & ~(after & modemStatus.ring);
  state.setUint8(at.modemChanges, state.getUint8(at.modemChanges) | (changed >> 4));
  state.setUint8(at.modemControl, value);
}
