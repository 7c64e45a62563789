/** What a 16550 receives: a FIFO, and the wire that fills it a character at a time. */
import type { DeviceContext } from '../device.ts';

const fifoBytes = 16;
/** Bytes that can be on the wire: whoever types more is told. */
export const wireBytes = 256;

/** Bytes of state, from the receiver's first on. */
const at = {
  count: 0,
  wireCount: 2,
  /** Virtual time when the next character arrives, and when the FIFO has waited too long; or 0. */
  arrival: 8,
  timeout: 16,
  /** The FIFO has waited too long: a character timeout. */
  timedOut: 24,
  overrun: 25,
  enabled: 26,
  trigger: 27,
  fifo: 32,
  wire: 32 + fifoBytes,
  bytes: 32 + fifoBytes + wireBytes,
} as const;
export const receiverBytes = at.bytes;

/** Start bit, eight bits, stop bit. */
const bitsPerCharacter = 10;
const timeoutCharacters = 4;
const clockHertz = 1_843_200;

const triggers = [1, 4, 8, 14] as const;
const fifoControl = { enable: 1, clearReceiver: 2 } as const;

export interface Receiver {
  /** At least one character can be read. */
  hasData(): boolean;
  /** Enough characters for an interrupt: the trigger level, or one without a FIFO. */
  isReady(): boolean;
  isTimedOut(): boolean;
  isOverrun(): boolean;
  clearOverrun(): void;
  /** Takes the next character; where there is none, zero or the last one again. */
  take(): number;
  /** A character arrives at once, from the transmitter in loopback. */
  arrive(value: number): void;
  /** Bytes come along the wire from now on: how many of them have room on it. */
  send(bytes: Uint8Array): number;
  /** A write of the FIFO control register. */
  control(value: number): void;
  deadline(): number | undefined;
  /** Lets arrive what has had the time to. */
  settle(): void;
}

/** A receiver whose characters take as long as the `divisor` says. */
export function receiver(
  context: Pick<DeviceContext, 'now'>,
  state: DataView,
  divisor: () => number,
): Receiver {
  const get = (cell: number): number => state.getUint8(cell);
  const set = (cell: number, value: number): void => state.setUint8(cell, value);
  const time = (cell: number): number => state.getFloat64(cell, true);
  const setTime = (cell: number, value: number): void => state.setFloat64(cell, value, true);
  const wireCount = (): number => state.getUint16(at.wireCount, true);
  const capacity = (): number => (get(at.enabled) === 0 ? 1 : fifoBytes);
  const level = (): number => (get(at.enabled) === 0 ? 1 : get(at.trigger));
  const character = (): number =>
    Math.ceil((bitsPerCharacter * 16 * Math.max(1, divisor()) * 1e9) / clockHertz);

  /** Every arrival and every read begins the wait anew, as long as there is something to wait for. */
  function restartTimeout(): void {
    set(at.timedOut, 0);
    const waits = get(at.enabled) !== 0 && get(at.count) > 0;
    setTime(at.timeout, waits ? context.now() + timeoutCharacters * character() : 0);
  }

  function store(value: number): void {
    const count = get(at.count);
    if (count < capacity()) {
      set(at.fifo + count, value);
      set(at.count, count + 1);
    } else {
      // Without a FIFO the new character takes the old one's place; with one it is lost.
      set(at.overrun, 1);
      if (get(at.enabled) === 0) set(at.fifo, value);
    }
    restartTimeout();
  }

  /** Whoever sends along the wire waits until there is room. */
  function schedule(): void {
    const comes = wireCount() > 0 && get(at.count) < capacity();
    if (!comes) setTime(at.arrival, 0);
    else if (time(at.arrival) === 0) setTime(at.arrival, context.now() + character());
  }

  function takeFromWire(): void {
    const count = wireCount();
    const value = get(at.wire);
    for (let byte = 1; byte < count; byte++) set(at.wire + byte - 1, get(at.wire + byte));
    state.setUint16(at.wireCount, count - 1, true);
    store(value);
  }

  function clear(): void {
    set(at.count, 0);
    restartTimeout();
  }

  const isDue = (cell: number): boolean => time(cell) !== 0 && time(cell) <= context.now();

  return {
    hasData: () => get(at.count) > 0,
    isReady: () => get(at.count) >= level(),
    isTimedOut: () => get(at.timedOut) !== 0,
    isOverrun: () => get(at.overrun) !== 0,
    clearOverrun: () => set(at.overrun, 0),
    take() {
      const count = get(at.count);
      const value = get(at.fifo);
      // An empty FIFO gives zero, a register what it has.
      if (count === 0) return get(at.enabled) === 0 ? value : 0;
      for (let byte = 1; byte < count; byte++) set(at.fifo + byte - 1, get(at.fifo + byte));
      set(at.count, count - 1);
      restartTimeout();
      schedule();
      return value;
    },
    arrive: store,
    send(bytes) {
      const before = wireCount();
      const sent = bytes.subarray(0, wireBytes - before);
      sent.forEach((byte, index) => set(at.wire + before + index, byte));
      state.setUint16(at.wireCount, before + sent.length, true);
      schedule();
      return sent.length;
    },
    control(value) {
      const enabled = value & fifoControl.enable;
      const changes = enabled !== get(at.enabled);
      set(at.enabled, enabled);
      set(at.trigger, triggers[value >> 6] ?? 1);
      if (changes || (value & fifoControl.clearReceiver) !== 0) clear();
      schedule();
    },
    deadline() {
      const times = [time(at.arrival), time(at.timeout)].filter((when) => when !== 0);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    settle() {
      if (isDue(at.timeout)) {
        setTime(at.timeout, 0);
        set(at.timedOut, 1);
      }
      if (isDue(at.arrival)) {
        setTime(at.arrival, 0);
        takeFromWire();
        schedule();
      }
    },
  };
}
