/** One counter of the 8254: what it holds at any tick follows from when it was loaded (231164). */

/** Bytes of state of one channel. */
const at = {
  /** Tick at which counting began, or the ticks counted when the gate stopped it. */
  start: 0,
  count: 8,
  latched: 12,
  /** As written, in modes 1 and 5: what the next trigger loads. */
  loadable: 14,
  control: 16,
  flags: 17,
  lowByte: 18,
  status: 19,
  bytes: 24,
} as const;

export const channelStateBytes = at.bytes;

const flag = {
  counting: 0x01,
  gate: 0x02,
  /** A latched count waits to be read. */
  countLatched: 0x04,
  statusLatched: 0x08,
  /** The next byte read or written is the high one. */
  readHigh: 0x10,
  writeHigh: 0x20,
  /** In modes 1 and 5: there is a count for the next trigger. */
  armed: 0x40,
} as const;

/** Values of the control word's access field: bits 5 and 4. */
const access = { low: 1, high: 2, both: 3 } as const;

export interface Channel {
  /** A control word, or the latch command. */
  control(value: number, tick: number): void;
  latchStatus(tick: number): void;
  latchCount(tick: number): void;
  read(tick: number): number;
  write(value: number, tick: number): void;
  setGate(high: boolean, tick: number): void;
  gate(): boolean;
  output(tick: number): boolean;
  /** The first tick after `tick` at which the output rises, or undefined. */
  nextRise(tick: number): number | undefined;
}

/** A channel over its bytes, as firmware leaves it: mode 3, dividing by 65536. */
export function channel(state: DataView): Channel {
  const byte = (cell: number): number => state.getUint8(cell);
  const has = (bit: number): boolean => (byte(at.flags) & bit) !== 0;
  const mark = (bit: number, on: boolean): void =>
    state.setUint8(at.flags, on ? byte(at.flags) | bit : byte(at.flags) & ~bit);
  const count = (): number => state.getUint32(at.count, true);
  const start = (): number => state.getFloat64(at.start, true);
  const setStart = (tick: number): void => state.setFloat64(at.start, tick, true);
  /** Modes 6 and 7 are 2 and 3. */
  function mode(): number {
    const field = (byte(at.control) >> 1) & 7;
    return field >= 6 ? field - 4 : field;
  }
  const isPeriodic = (): boolean => mode() === 2 || mode() === 3;
  /** A rising gate starts these, and nothing stops them. */
  const isTriggered = (): boolean => mode() === 1 || mode() === 5;

  state.setUint8(at.control, 0x36);
  state.setUint8(at.flags, flag.gate | flag.counting);
  state.setUint32(at.count, 0x10000, true);

  const elapsed = (tick: number): number =>
    has(flag.gate) || isTriggered() ? tick - start() : start();

  /** The counting element, 16 bits or 4 decimal digits. */
  function value(tick: number): number {
    if (!has(flag.counting)) return encoded(count());
    const passed = elapsed(tick);
    if (mode() === 3) return encoded(count() - ((2 * passed) % count()));
    if (isPeriodic()) return encoded(count() - (passed % count()));
    const range = isDecimal() ? 10_000 : 0x10000;
    // One tick loads the count; after zero it goes on from the top.
    return encoded((((count() - Math.max(0, passed - 1)) % range) + range) % range);
  }

  const isDecimal = (): boolean => (byte(at.control) & 1) !== 0;
  function encoded(number: number): number {
    if (!isDecimal()) return number & 0xffff;
    return Number.parseInt((number % 10_000).toString(), 16);
  }
  function decoded(word: number): number {
    if (!isDecimal()) return word === 0 ? 0x10000 : word;
    return Number(word.toString(16)) || 10_000;
  }

  function output(tick: number): boolean {
    if (!has(flag.counting)) return mode() !== 0;
    const passed = elapsed(tick);
    if (isPeriodic()) {
      if (!has(flag.gate)) return true;
      const within = passed % count();
      return mode() === 3 ? within < Math.ceil(count() / 2) : within !== count() - 1;
    }
    if (mode() === 1) return passed < 1 || passed > count();
    return mode() === 0 ? passed > count() : passed !== count() + 1;
  }

  function nextRise(tick: number): number | undefined {
    if (!has(flag.counting) || !has(flag.gate)) return undefined;
    if (isPeriodic()) return start() + (Math.floor((tick - start()) / count()) + 1) * count();
    const rise = start() + count() + (mode() < 2 ? 1 : 2);
    return rise > tick ? rise : undefined;
  }

  function load(word: number, tick: number): void {
    if (isTriggered()) {
      state.setUint16(at.loadable, word, true);
      mark(flag.armed, true);
      return;
    }
    begin(word, tick);
  }

  function begin(word: number, tick: number): void {
    state.setUint32(at.count, decoded(word), true);
    mark(flag.counting, true);
    setStart(has(flag.gate) || isTriggered() ? tick : 0);
  }

  function latchCount(tick: number): void {
    if (has(flag.countLatched)) return;
    mark(flag.countLatched, true);
    state.setUint16(at.latched, value(tick), true);
  }

  return {
    control(control, tick) {
      if ((control & 0x30) === 0) {
        latchCount(tick);
        return;
      }
      state.setUint8(at.control, control & 0x3f);
      mark(0xff & ~flag.gate, false);
    },
    latchCount,
    latchStatus(tick) {
      if (has(flag.statusLatched)) return;
      mark(flag.statusLatched, true);
      const isNull = has(flag.counting) || has(flag.armed) ? 0 : 0x40;
      state.setUint8(at.status, byte(at.control) | (output(tick) ? 0x80 : 0) | isNull);
    },
    read(tick) {
      if (has(flag.statusLatched)) {
        mark(flag.statusLatched, false);
        return byte(at.status);
      }
      const word = has(flag.countLatched) ? state.getUint16(at.latched, true) : value(tick);
      const how = byte(at.control) >> 4;
      const isHigh = how === access.both ? has(flag.readHigh) : how === access.high;
      if (how === access.both) mark(flag.readHigh, !isHigh);
      if (how !== access.both || isHigh) mark(flag.countLatched, false);
      return isHigh ? word >> 8 : word & 0xff;
    },
    write(value, tick) {
      const how = byte(at.control) >> 4;
      if (how === access.low) load(value, tick);
      else if (how === access.high) load(value << 8, tick);
      else if (has(flag.writeHigh)) {
        mark(flag.writeHigh, false);
        load((value << 8) | byte(at.lowByte), tick);
      } else {
        mark(flag.writeHigh, true);
        state.setUint8(at.lowByte, value);
        // Between the two bytes, mode 0 does not count (8254, mode 0).
        if (mode() === 0) mark(flag.counting, false);
      }
    },
    setGate(high, tick) {
      if (high === has(flag.gate)) return;
      if (isTriggered()) {
        mark(flag.gate, high);
        if (high && has(flag.armed)) begin(state.getUint16(at.loadable, true), tick);
        return;
      }
      const passed = elapsed(tick);
      mark(flag.gate, high);
      // A rising gate starts modes 2 and 3 anew; the others go on where they were.
      if (high) setStart(isPeriodic() ? tick : tick - passed);
      else setStart(passed);
    },
    gate: () => has(flag.gate),
    output,
    nextRise,
  };
}
