/** One comparator of the HPET: when the main counter will meet it (IA-PC HPET 1.0a, 2.3.9). */

/** Bytes of state of one timer. */
const at = {
  configuration: 0,
  comparator: 8,
  period: 16,
  /** Virtual time of the next interrupt, 0 if there is none. */
  due: 24,
  bytes: 32,
} as const;

export const timerStateBytes = at.bytes;

/** Bits of a timer's configuration. */
export const timerBit = {
  level: 0x0002,
  enabled: 0x0004,
  periodic: 0x0008,
  canBePeriodic: 0x0010,
  is64: 0x0020,
  setValue: 0x0040,
  only32: 0x0100,
} as const;
const writable = 0x3e00 | 0x0100 | 0x0040 | 0x000e;

/** Nanoseconds of one tick: 100 MHz, as on QEMU. */
export const tickNanoseconds = 10;

/** Interrupts can go to IOAPIC input 2 only, as on QEMU's `pc`. */
export const possibleRoutes = 0x4;

export interface HpetTimer {
  configuration(): number;
  /** The route lies in bits 9 to 13. */
  route(): number;
  has(bit: number): boolean;
  readComparator(): bigint;
  writeConfiguration(value: number): void;
  /** Writes the low (0) or high (4) half of the comparator. */
  writeComparator(half: number, value: number): void;
  due(): number;
  /** Finds out when the counter, `now` of which is the value, meets the comparator. */
  schedule(counter: { readonly now: bigint; readonly time: number } | undefined): void;
  /** The comparator was met: a periodic timer gets its next one, after `counter`. */
  pass(counter: bigint): void;
}

export function hpetTimer(state: DataView): HpetTimer {
  const get = (cell: number): bigint => state.getBigUint64(cell, true);
  const configuration = (): number => state.getUint32(at.configuration, true);
  const has = (bit: number): boolean => (configuration() & bit) !== 0;
  const set = (cell: number, value: bigint): void =>
    state.setBigUint64(cell, BigInt.asUintN(bits(), value), true);
  const bits = (): 32 | 64 => (has(timerBit.only32) ? 32 : 64);
  state.setUint32(at.configuration, timerBit.canBePeriodic | timerBit.is64, true);

  return {
    configuration,
    route: () => (configuration() >> 9) & 31,
    has,
    readComparator: () => get(at.comparator),
    writeConfiguration(value) {
      const fixed = timerBit.canBePeriodic | timerBit.is64;
      state.setUint32(at.configuration, (value & writable) | fixed, true);
      set(at.comparator, get(at.comparator));
    },
    writeComparator(half, value) {
      const cells = has(timerBit.periodic)
        ? [at.period, ...(has(timerBit.setValue) ? [at.comparator] : [])]
        : [at.comparator];
      for (const cell of cells) {
        state.setUint32(cell + half, value, true);
        set(cell, get(cell));
      }
      // One write of the accumulator; its other half, if there is one, comes last.
      if (half === 4 || bits() === 32) {
        state.setUint32(at.configuration, configuration() & ~timerBit.setValue, true);
      }
    },
    due: () => state.getFloat64(at.due, true),
    schedule(counter) {
      let due = 0;
      if (counter !== undefined && has(timerBit.enabled)) {
        const left = Number(BigInt.asUintN(bits(), get(at.comparator) - counter.now));
        const range = 2 ** bits();
        due = counter.time + (left === 0 ? range : left) * tickNanoseconds;
      }
      state.setFloat64(at.due, due < 2 ** 53 ? due : 0, true);
    },
    pass(counter) {
      const period = get(at.period);
      if (!has(timerBit.periodic) || period === 0n) return;
      const behind = BigInt.asUintN(bits(), counter - get(at.comparator));
      set(at.comparator, get(at.comparator) + (behind / period + 1n) * period);
    },
  };
}
