/** The high precision event timers: a 100 MHz counter and three comparators (IA-PC HPET 1.0a). */
import type { Device, DeviceContext, DeviceFactory, Line } from '../device.ts';
import type { HpetTimer } from './timer.ts';
import { hpetTimer, possibleRoutes, tickNanoseconds, timerBit, timerStateBytes } from './timer.ts';

export const hpetBase = 0xfed00000;
const windowBytes = 4096;
const timerCount = 3;

/** Offsets of 64-bit registers. */
const register = {
  capabilities: 0x00,
  configuration: 0x10,
  status: 0x20,
  counter: 0xf0,
  timers: 0x100,
} as const;
const timerRegister = { configuration: 0x00, comparator: 0x08, message: 0x10 } as const;
const timerStride = 0x20;

/** Intel, 64 bits, legacy replacement, three timers, revision 1; then femtoseconds in a tick. */
export const hpetIdentity = 0x8086_a201;
const capabilities = [hpetIdentity, tickNanoseconds * 1e6] as const;
const configuration = { enabled: 1, legacy: 2 } as const;

/** Bytes of state behind the timers. */
const at = {
  configuration: timerCount * timerStateBytes,
  status: timerCount * timerStateBytes + 4,
  /** Levels of the PIT and of the RTC, which pass through unless the HPET replaces them. */
  inputs: timerCount * timerStateBytes + 8,
  /** The counter at virtual time `since`, from which on it has been running (or standing). */
  counter: timerCount * timerStateBytes + 16,
  since: timerCount * timerStateBytes + 24,
  bytes: timerCount * timerStateBytes + 32,
} as const;

export const hpet: DeviceFactory = { stateBytes: at.bytes, create };

interface Hpet {
  readonly context: DeviceContext;
  readonly timers: readonly HpetTimer[];
}

/** Pin 0 is the PIT, pin 1 the RTC. */
function create(context: DeviceContext): Device {
  const { state } = context;
  const timers = Array.from({ length: timerCount }, (_, index) =>
    hpetTimer(
      new DataView(state.buffer, state.byteOffset + index * timerStateBytes, timerStateBytes),
    ),
  );
  const self = { context, timers };
  return {
    name: 'hpet',
    help: 'a 100 MHz counter, three timers, legacy replacement of PIT and RTC; no messages',
    stateBytes: at.bytes,
    window: { base: hpetBase, bytes: windowBytes },
    readMemory(offset, bytes) {
      const value = read(self, offset & ~3) >>> (8 * (offset & 3));
      return bytes === 4 ? value : value & (2 ** (8 * bytes) - 1);
    },
    writeMemory(offset, bytes, value) {
      if (bytes === 4 && (offset & 3) === 0) write(self, offset, value);
      else context.unknown(`hpet: write of ${bytes} bytes at 0x${offset.toString(16)}`);
    },
    input: (pin, high) => passOn(self, pin, high),
    deadline: () => earliest(timers),
    advance: () => advance(self),
  };
}

const isSet = ({ state }: DeviceContext, bit: number): boolean =>
  (state.getUint32(at.configuration, true) & bit) !== 0;

const passed = ({ state }: DeviceContext, time: number): number =>
  Math.floor((time - state.getFloat64(at.since, true)) / tickNanoseconds);

function counterAt(context: DeviceContext, time: number): bigint {
  const before = context.state.getBigUint64(at.counter, true);
  return BigInt.asUintN(64, before + BigInt(passed(context, time)));
}

const counter = (context: DeviceContext): bigint =>
  isSet(context, configuration.enabled)
    ? counterAt(context, context.now())
    : context.state.getBigUint64(at.counter, true);

/** Of the counter, without a BigInt: guests that wait read nothing else. */
function lowHalf(context: DeviceContext): number {
  const before = context.state.getUint32(at.counter, true);
  if (!isSet(context, configuration.enabled)) return before;
  return (before + (passed(context, context.now()) % 2 ** 32)) % 2 ** 32;
}

function schedule({ context, timers }: Hpet): void {
  const running = isSet(context, configuration.enabled);
  const now = counter(context);
  const since = context.state.getFloat64(at.since, true);
  const part = (context.now() - since) % tickNanoseconds;
  for (const timer of timers) {
    timer.schedule(running ? { now, time: context.now() - part } : undefined);
  }
}

/** The legacy replacement takes the places of the PIT and the RTC; else all share one input. */
function lineOf({ context }: Hpet, index: number): Line {
  if (!isSet(context, configuration.legacy) || index > 1) return 'hpet';
  return index === 0 ? 'irq-0' : 'irq-8';
}

function passOn({ context }: Hpet, pin: number, high: boolean): void {
  const { state } = context;
  const levels = state.getUint8(at.inputs);
  state.setUint8(at.inputs, high ? levels | (1 << pin) : levels & ~(1 << pin));
  if (!isSet(context, configuration.legacy)) context.drive(pin === 0 ? 'irq-0' : 'irq-8', high);
}

function advance(self: Hpet): void {
  const { context, timers } = self;
  for (const [index, timer] of timers.entries()) {
    if (timer.due() === 0 || timer.due() > context.now()) continue;
    timer.pass(counter(context));
    fire(self, timer, index);
  }
  schedule(self);
}

function fire(self: Hpet, timer: HpetTimer, index: number): void {
  const { context } = self;
  const line = lineOf(self, index);
  // Without a route that exists the interrupt goes nowhere.
  if (line === 'hpet' && ((possibleRoutes >> timer.route()) & 1) === 0) return;
  if (timer.has(timerBit.level)) {
    context.state.setUint32(
      at.status,
      context.state.getUint32(at.status, true) | (1 << index),
      true,
    );
    context.drive(line, true);
    return;
  }
  context.drive(line, true);
  context.drive(line, false);
}

const half = (value: bigint, isHigh: boolean): number =>
  Number(BigInt.asUintN(32, isHigh ? value >> 32n : value));

function read({ context, timers }: Hpet, offset: number): number {
  const { state } = context;
  const isHigh = (offset & 4) !== 0;
  switch (offset & ~7) {
    case register.capabilities:
      return capabilities[isHigh ? 1 : 0];
    case register.configuration:
      return isHigh ? 0 : state.getUint32(at.configuration, true);
    case register.status:
      return isHigh ? 0 : state.getUint32(at.status, true);
    case register.counter:
      return isHigh ? half(counter(context), true) : lowHalf(context);
  }
  const timer = timers[(offset - register.timers) >> 5];
  const inTimer = (offset % timerStride) & ~7;
  if (timer !== undefined && inTimer === timerRegister.configuration) {
    return isHigh ? possibleRoutes : timer.configuration();
  }
  if (timer !== undefined && inTimer === timerRegister.comparator) {
    return half(timer.readComparator(), isHigh);
  }
  // There are no interrupt messages, so their register reads as zero.
  if (timer === undefined || inTimer !== timerRegister.message) {
    context.unknown(`hpet: read of register 0x${offset.toString(16)}`);
  }
  return 0;
}

function write(self: Hpet, offset: number, value: number): void {
  const { context, timers } = self;
  const timer = timers[(offset - register.timers) >> 5];
  const isHigh = (offset & 4) !== 0;
  const inTimer = (offset % timerStride) & ~7;
  if (offset === register.configuration) configure(self, value);
  else if (offset === register.status) clearStatus(self, value);
  else if ((offset & ~7) === register.counter) setCounter(context, offset & 4, value);
  else if (timer !== undefined && inTimer === timerRegister.configuration) {
    if (!isHigh) timer.writeConfiguration(value);
  } else if (timer !== undefined && inTimer === timerRegister.comparator) {
    timer.writeComparator(offset & 4, value);
  } else context.unknown(`hpet: write to register 0x${offset.toString(16)}`);
  schedule(self);
}

function configure({ context }: Hpet, value: number): void {
  const { state } = context;
  const now = counter(context);
  const wasLegacy = isSet(context, configuration.legacy);
  state.setUint32(at.configuration, value & 3, true);
  state.setBigUint64(at.counter, now, true);
  state.setFloat64(at.since, context.now(), true);
  if (wasLegacy === isSet(context, configuration.legacy)) return;
  // PIT and RTC are cut off, or heard again.
  for (const [pin, line] of (['irq-0', 'irq-8'] as const).entries()) {
    context.drive(line, wasLegacy && ((state.getUint8(at.inputs) >> pin) & 1) !== 0);
  }
}

function clearStatus(self: Hpet, value: number): void {
  const { state } = self.context;
  const before = state.getUint32(at.status, true);
  state.setUint32(at.status, before & ~value, true);
  for (let index = 0; index < timerCount; index++) {
    if (((before & value) >> index) & 1) self.context.drive(lineOf(self, index), false);
  }
}

/** Software writes the counter while it stands. */
function setCounter(context: DeviceContext, half: number, value: number): void {
  const { state } = context;
  state.setBigUint64(at.counter, counter(context), true);
  state.setFloat64(at.since, context.now(), true);
  state.setUint32(at.counter + half, value, true);
}

function earliest(timers: readonly HpetTimer[]): number | undefined {
  let first: number | undefined;
  for (const timer of timers) {
    const due = timer.due();
    if (due !== 0 && (first === undefined || due < first)) first = due;
  }
  return first;
}
