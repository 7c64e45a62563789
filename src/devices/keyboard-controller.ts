/** An 8042 with a keyboard on which nobody types (IBM PC AT Technical Reference, section 1). */
import { bytePorts } from './byte-ports.ts';
import type { Device, DeviceContext, DeviceFactory } from './device.ts';

const port = { data: 0x60, status: 0x64 } as const;

const statusBit = { outputFull: 0x01, system: 0x04, command: 0x08, unlocked: 0x10 } as const;
/** Bits of the command byte: IRQ 1 on output, self-test passed, keyboard off, scan codes of set 1. */
const commandBit = { interrupt: 0x01, system: 0x04, keyboardOff: 0x10, translate: 0x40 } as const;
/** Bits of the output port: not in reset, A20, IRQ 1. */
const outputBit = { running: 0x01, a20: 0x02 } as const;

const queueMax = 4;
/** Bytes of state. */
const at = {
  commandByte: 0,
  /** The command that the next byte at the data port belongs to, or 0. */
  awaiting: 1,
  lastWasCommand: 2,
  line: 3,
  queued: 4,
  queue: 5,
  bytes: 5 + queueMax + 3,
} as const;

export const keyboardController: DeviceFactory = { stateBytes: at.bytes, create };

function create(context: DeviceContext): Device {
  const { state } = context;
  const { interrupt, system, translate } = commandBit;
  state.setUint8(at.commandByte, interrupt | system | translate);
  return {
    name: 'keyboard controller',
    help: 'an 8042 on IRQ 1: self-test, command byte, reset, and a keyboard that only answers',
    stateBytes: at.bytes,
    ports: [
      { first: port.data, last: port.data },
      { first: port.status, last: port.status },
    ],
    ...bytePorts(
      port.status,
      (from) => (from === port.data ? takeByte(context) : statusOf(state)),
      (to, value) => {
        state.setUint8(at.lastWasCommand, to === port.status ? 1 : 0);
        if (to === port.status) command(context, value);
        else writeData(context, value);
        settleLine(context);
      },
    ),
  };
}

const statusOf = (state: DataView): number =>
  statusBit.system |
  statusBit.unlocked |
  (state.getUint8(at.lastWasCommand) * statusBit.command) |
  (state.getUint8(at.queued) > 0 ? statusBit.outputFull : 0);

function takeByte(context: DeviceContext): number {
  const { state } = context;
  const value = state.getUint8(at.queue);
  const left = state.getUint8(at.queued);
  if (left === 0) return value;
  for (let byte = 0; byte + 1 < left; byte++) {
    state.setUint8(at.queue + byte, state.getUint8(at.queue + byte + 1));
  }
  state.setUint8(at.queued, left - 1);
  // Each byte is an edge of its own.
  drive(context, false);
  settleLine(context);
  return value;
}

function answer({ state }: DeviceContext, ...bytes: readonly number[]): void {
  for (const byte of bytes) {
    const count = state.getUint8(at.queued);
    if (count === queueMax) return;
    state.setUint8(at.queue + count, byte);
    state.setUint8(at.queued, count + 1);
  }
}

function settleLine(context: DeviceContext): void {
  const { state } = context;
  const wanted = (state.getUint8(at.commandByte) & commandBit.interrupt) !== 0;
  drive(context, wanted && state.getUint8(at.queued) > 0);
}

function drive(context: DeviceContext, high: boolean): void {
  if (high === (context.state.getUint8(at.line) !== 0)) return;
  context.state.setUint8(at.line, high ? 1 : 0);
  context.drive('keyboard', high);
}

const setKeyboard = ({ state }: DeviceContext, off: boolean): void => {
  const others = state.getUint8(at.commandByte) & ~commandBit.keyboardOff;
  state.setUint8(at.commandByte, others | (off ? commandBit.keyboardOff : 0));
};

const awaits =
  (number: number) =>
  ({ state }: DeviceContext): void =>
    state.setUint8(at.awaiting, number);

const writeCommand = { commandByte: 0x60, outputPort: 0xd1, loop: 0xd2, mouseLoop: 0xd3 } as const;
const pulseFirst = 0xf0;
const nothing = (): void => undefined;

/** Commands at the status port. There is no mouse: its test finds the clock line stuck. */
const commands: ReadonlyMap<number, (context: DeviceContext) => void> = new Map([
  [0x20, (context: DeviceContext) => answer(context, context.state.getUint8(at.commandByte))],
  ...Object.values(writeCommand).map((number) => [number, awaits(number)] as const),
  [0xa7, nothing],
  [0xa8, nothing],
  [0xa9, (context: DeviceContext) => answer(context, 0x01)],
  [0xaa, (context: DeviceContext) => answer(context, 0x55)],
  [0xab, (context: DeviceContext) => answer(context, 0x00)],
  [0xad, (context: DeviceContext) => setKeyboard(context, true)],
  [0xae, (context: DeviceContext) => setKeyboard(context, false)],
  [0xd0, (context: DeviceContext) => answer(context, outputBit.running | outputBit.a20)],
  [0xd4, awaits(0xd4)],
]);

function command(context: DeviceContext, number: number): void {
  const act = commands.get(number);
  if (act !== undefined) act(context);
  else if (number < pulseFirst) context.unknown(`keyboard controller: command 0x${hex(number)}`);
  // The lowest bit, if zero, pulses the CPUs' reset.
  else if ((number & 1) === 0) context.exit(0, 'reset the machine by the keyboard controller');
}

/** A byte at the data port: what a command waits for, or one to the keyboard. */
function writeData(context: DeviceContext, value: number): void {
  const { state } = context;
  const awaiting = state.getUint8(at.awaiting);
  state.setUint8(at.awaiting, 0);
  if (awaiting === 0) toKeyboard(context, value);
  else if (awaiting === writeCommand.commandByte) state.setUint8(at.commandByte, value);
  else if (awaiting === writeCommand.loop || awaiting === writeCommand.mouseLoop) {
    answer(context, value);
  } else if (awaiting === writeCommand.outputPort && (value & outputBit.running) === 0) {
    context.exit(0, 'reset the machine by the keyboard controller');
  }
}

const acknowledged = 0xfa;
/** What the keyboard says besides: it is one of 101 keys, and its own test went well. */
const replies: ReadonlyMap<number, readonly number[]> = new Map([
  [0xee, [0xee]],
  [0xf2, [acknowledged, 0xab, 0x83]],
  [0xff, [acknowledged, 0xaa]],
]);

function toKeyboard(context: DeviceContext, value: number): void {
  setKeyboard(context, false);
  answer(context, ...(replies.get(value) ?? [acknowledged]));
}

const hex = (value: number): string => value.toString(16);
