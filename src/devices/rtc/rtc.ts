/** The MC146818 clock and its CMOS memory: virtual time from a fixed date on, and IRQ 8. */
import { bytePorts } from '../byte-ports.ts';
import type { Device, DeviceContext, DeviceFactory } from '../device.ts';
import { ticksAt, timeOfTick } from '../ticks.ts';
import type { Alarm } from './calendar.ts';
import {
  clockBytes,
  clockRegister,
  decodeHour,
  decodeNumber,
  format,
  nextAlarm,
  secondsOf,
} from './calendar.ts';

/** Every machine is switched on at 2018-01-31 12:00:00: the same run has the same dates. */
export const epochSeconds = 1_517_400_000;

const indexPort = 0x70;
const dataPort = 0x71;
const hertz = 32_768;
const second = 1e9;
/** UIP is set 244 us before an update, which takes 1984 us (MC146818, table 6). */
const updateNanoseconds = 244_000 + 1_984_000;

const status = { a: 0x0a, b: 0x0b, c: 0x0c, d: 0x0d } as const;
const statusA = { inProgress: 0x80, dividerReset: 0x60 } as const;
const statusB = { set: 0x80, periodic: 0x40, alarm: 0x20, update: 0x10 } as const;
const statusC = { any: 0x80 } as const;
const ramIsValid = 0x80;
/** In an alarm register: any value will do. */
const dontCare = 0xc0;

/** Bytes of state. */
const at = {
  memory: 0,
  index: 128,
  line: 129,
  /** Virtual time up to which the flags of register C are known. */
  settled: 136,
  /** The date in seconds since 1970 at `base`, a virtual time at which a second began. */
  seconds: 144,
  base: 152,
  /** Virtual time of the next interrupt, 0 if there is none. */
  due: 160,
  bytes: 168,
} as const;

export const rtc = (size: { readonly ramBytes: number }): DeviceFactory => ({
  stateBytes: at.bytes,
  create: (context) => create(context, size.ramBytes),
});

function create(context: DeviceContext, ramBytes: number): Device {
  const { state } = context;
  fillMemory(context, ramBytes);
  return {
    name: 'rtc',
    help: 'an MC146818 on IRQ 8, from 2018-01-31 12:00 on in virtual time; CMOS memory sizes',
    stateBytes: at.bytes,
    ports: [{ first: indexPort, last: dataPort }],
    ...bytePorts(
      dataPort,
      (port) => (port === indexPort ? 0xff : read(context, state.getUint8(at.index))),
      (port, value) => {
        if (port === indexPort) state.setUint8(at.index, value & 0x7f);
        else write(context, state.getUint8(at.index), value);
      },
    ),
    deadline: () => state.getFloat64(at.due, true) || undefined,
    advance() {
      settle(context);
      schedule(context);
    },
  };
}

const float = (state: DataView, cell: number): number => state.getFloat64(cell, true);
const setFloat = (state: DataView, cell: number, value: number): void =>
  state.setFloat64(cell, value, true);

/** Sizes where SeaBIOS and old kernels look for them; the rest is zero. */
function fillMemory({ state, cpuCount }: DeviceContext, ramBytes: number): void {
  const extended = Math.min(Math.max(0, ramBytes / 2 ** 10 - 1024), 0xffff);
  const above16 = Math.max(0, Math.floor((ramBytes - 16 * 2 ** 20) / 2 ** 16));
  const words = [
    [0x15, 640],
    [0x17, extended],
    [0x30, extended],
    [0x34, above16],
  ] as const;
  for (const [index, word] of words) state.setUint16(at.memory + index, word, true);
  state.setUint8(0x5f, cpuCount - 1);
  state.setUint8(status.a, 0x26);
  state.setUint8(status.b, format.hours24);
  setFloat(state, at.seconds, epochSeconds);
}

const isStopped = (state: DataView): boolean =>
  (state.getUint8(status.b) & statusB.set) !== 0 ||
  (state.getUint8(status.a) & statusA.dividerReset) === statusA.dividerReset;

/** The date, in whole seconds since 1970, at a virtual time. */
const dateAt = (state: DataView, time: number): number =>
  float(state, at.seconds) + Math.floor((time - float(state, at.base)) / second);

/** Puts the present date into the registers. */
function refresh(context: DeviceContext): void {
  const { state } = context;
  if (isStopped(state)) return;
  const mode = state.getUint8(status.b);
  for (const [index, byte] of clockBytes(dateAt(state, context.now()), mode))
    state.setUint8(index, byte);
}

/** The registers say what time it is: a second begins `sinceSecond` ns ago. */
function setClock(context: DeviceContext, sinceSecond: number): void {
  const { state } = context;
  const date = secondsOf((index) => state.getUint8(index), state.getUint8(status.b));
  setFloat(state, at.seconds, date);
  setFloat(state, at.base, context.now() - sinceSecond);
}

const isTime: ReadonlySet<number> = new Set<number>([0, 2, 4, 6, 7, 8, 9, clockRegister.century]);

function read(context: DeviceContext, index: number): number {
  const { state } = context;
  if (isTime.has(index)) refresh(context);
  if (index === status.a) return state.getUint8(status.a) | updateInProgress(context);
  if (index === status.d) return ramIsValid;
  if (index !== status.c) return state.getUint8(index);
  settle(context);
  const flags = state.getUint8(status.c);
  state.setUint8(status.c, 0);
  setLine(context, false);
  schedule(context);
  return flags;
}

function updateInProgress(context: DeviceContext): number {
  const { state } = context;
  if (isStopped(state)) return 0;
  const since = (context.now() - float(state, at.base)) % second;
  return since >= second - updateNanoseconds ? statusA.inProgress : 0;
}

function write(context: DeviceContext, index: number, value: number): void {
  const { state } = context;
  if (index === status.c || index === status.d) {
    context.unknown(`rtc: write to read-only register 0x${index.toString(16)}`);
    return;
  }
  settle(context);
  const wasStopped = isStopped(state);
  refresh(context);
  const since = wasStopped ? 0 : (context.now() - float(state, at.base)) % second;
  state.setUint8(index, index === status.a ? value & 0x7f : value);
  // With SET, updates do not raise their interrupt (MC146818, register B).
  if (index === status.b && (value & statusB.set) !== 0) {
    state.setUint8(status.b, value & ~statusB.update);
  }
  // A divider that leaves its reset makes the first update half a second later.
  if (wasStopped && !isStopped(state)) {
    setClock(context, index === status.a ? second / 2 : 0);
  } else if (!wasStopped && isTime.has(index)) setClock(context, since);
  raise(context);
  schedule(context);
}

/** Sets the flags of what happened since they were last looked at. */
function settle(context: DeviceContext): void {
  const { state } = context;
  const [from, to] = [float(state, at.settled), context.now()];
  setFloat(state, at.settled, to);
  let flags = state.getUint8(status.c);
  const nextPeriod = nextPeriodic(state, from);
  if (nextPeriod !== undefined && nextPeriod <= to) flags |= statusB.periodic;
  if (!isStopped(state)) {
    if (dateAt(state, to) > dateAt(state, from)) flags |= statusB.update;
    const alarm = alarmTime(state, from);
    if (alarm !== undefined && alarm <= to) flags |= statusB.alarm;
  }
  state.setUint8(status.c, flags);
  raise(context);
}

/** The interrupt is the flags of C that B enables. */
function raise(context: DeviceContext): void {
  const { state } = context;
  const flags = state.getUint8(status.c) & 0x70;
  const isWanted = (flags & state.getUint8(status.b)) !== 0;
  state.setUint8(status.c, flags | (isWanted ? statusC.any : 0));
  setLine(context, isWanted);
}

function setLine(context: DeviceContext, high: boolean): void {
  const { state } = context;
  if (high === (state.getUint8(at.line) !== 0)) return;
  state.setUint8(at.line, high ? 1 : 0);
  context.drive('rtc', high);
}

/** The earliest enabled event; nothing more comes before a pending interrupt has been read. */
function schedule({ state }: DeviceContext): void {
  const from = float(state, at.settled);
  const enabled = state.getUint8(at.line) !== 0 ? 0 : state.getUint8(status.b);
  const running = !isStopped(state);
  const updateAt =
    float(state, at.base) + (dateAt(state, from) + 1 - float(state, at.seconds)) * second;
  const events = [
    (enabled & statusB.periodic) !== 0 ? nextPeriodic(state, from) : undefined,
    (enabled & statusB.update) !== 0 && running ? updateAt : undefined,
    (enabled & statusB.alarm) !== 0 && running ? alarmTime(state, from) : undefined,
  ].filter((time) => time !== undefined);
  setFloat(state, at.due, events.length === 0 ? 0 : Math.min(...events));
}

/** Rates 1 and 2 of the 32 kHz time base are those of 8 and 9. */
function nextPeriodic(state: DataView, from: number): number | undefined {
  const rate = state.getUint8(status.a) & 15;
  const isReset = (state.getUint8(status.a) & statusA.dividerReset) === statusA.dividerReset;
  if (rate === 0 || isReset) return undefined;
  const period = 1 << ((rate <= 2 ? rate + 7 : rate) - 1);
  return timeOfTick((Math.floor(ticksAt(from, hertz) / period) + 1) * period, hertz);
}

function alarmTime(state: DataView, from: number): number | undefined {
  const mode = state.getUint8(status.b);
  const part = (index: number, decode: (byte: number, mode: number) => number) => {
    const byte = state.getUint8(index);
    return (byte & dontCare) === dontCare ? undefined : decode(byte, mode);
  };
  const alarm: Alarm = {
    hour: part(clockRegister.hoursAlarm, decodeHour),
    minute: part(clockRegister.minutesAlarm, decodeNumber),
    second: part(clockRegister.secondsAlarm, decodeNumber),
  };
  const date = nextAlarm(alarm, dateAt(state, from));
  return date === undefined
    ? undefined
    : float(state, at.base) + (date - float(state, at.seconds)) * second;
}
