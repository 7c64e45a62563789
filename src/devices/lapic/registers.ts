/** The registers of one CPU's local APIC as bytes of state (SDM 3A 11.4.1, table 11-1). */

/** Offsets in the 4 KiB register page. */
export const register = {
  id: 0x20,
  version: 0x30,
  taskPriority: 0x80,
  arbitrationPriority: 0x90,
  processorPriority: 0xa0,
  endOfInterrupt: 0xb0,
  logicalDestination: 0xd0,
  destinationFormat: 0xe0,
  spuriousVector: 0xf0,
  inService: 0x100,
  triggerMode: 0x180,
  requested: 0x200,
  errorStatus: 0x280,
  commandLow: 0x300,
  commandHigh: 0x310,
  timer: 0x320,
  thermal: 0x330,
  performance: 0x340,
  lint0: 0x350,
  lint1: 0x360,
  error: 0x370,
  timerInitial: 0x380,
  timerCurrent: 0x390,
  timerDivide: 0x3e0,
} as const;

/** Bits of IA32_APIC_BASE beside the address of the window (SDM 3A 11.4.4, 11.12.1). */
export const baseFlag = { boot: 0x100, x2apic: 0x400, enable: 0x800 } as const;
/** Where every window is after power-on. */
export const lapicBase = 0xfee00000;
export const windowBytes = 4096;

/** How a CPU reaches its APIC: not at all, through the window, or through MSRs. */
export type ApicMode = 'off' | 'xapic' | 'x2apic';

/** The local vector table, with the bits that software may write in each entry. */
export const localVectors: ReadonlyMap<number, number> = new Map([
  [register.timer, 0x700ff],
  [register.thermal, 0x107ff],
  [register.performance, 0x107ff],
  [register.lint0, 0x1a7ff],
  [register.lint1, 0x1a7ff],
  [register.error, 0x100ff],
]);

/** The mask bit of a local vector table entry. */
export const masked = 0x10000;
/** Version 0x14, six local vectors: an integrated APIC without extensions. */
export const version = 0x50014;

// Registers stand 16 bytes apart and use 4: keep them 4 apart, a checkpoint copies all of them.
const pageRegisters = 0x40;
const privateAt = pageRegisters * 4;
const cell = {
  /** Virtual time at which the timer reaches zero, as a float64; 0 when it stands still. */
  timerDue: privateAt,
  /** Errors found since the error status register was last written. */
  pendingErrors: privateAt + 8,
  /** Whether `intr` was last signalled as asserted. */
  asserted: privateAt + 12,
  /** Levels of LINT0 and LINT1 in bits 0 and 1; bit 2 is priority.ts' externalLatch. */
  lines: privateAt + 16,
  /** IA32_APIC_BASE, 64-bit. */
  base: privateAt + 24,
  /** IA32_TSC_DEADLINE, 64-bit: 0 when it is not armed. */
  deadline: privateAt + 32,
} as const;

/** Bytes of state for one CPU. */
export const lapicStateBytes = privateAt + 40;

/** One CPU's registers; everything is in the bytes of `state`. */
export interface LapicRegisters {
  readonly cpu: number;
  get(offset: number): number;
  set(offset: number, value: number): void;
  timerDue(): number;
  setTimerDue(time: number): void;
  pendingErrors(): number;
  setPendingErrors(bits: number): void;
  asserted(): boolean;
  setAsserted(asserted: boolean): void;
  lines(): number;
  setLines(levels: number): void;
  base(): bigint;
  setBase(value: bigint): void;
  /** The value of the time stamp counter at which the timer interrupts, or 0. */
  deadline(): bigint;
  setDeadline(value: bigint): void;
  mode(): ApicMode;
  /** Where the window of registers begins, or undefined where there is none. */
  window(): number | undefined;
}

/** Registers of `cpu` over its slice of the state of all. */
export function lapicRegisters(all: DataView, cpu: number): LapicRegisters {
  const state = new DataView(all.buffer, all.byteOffset + cpu * lapicStateBytes, lapicStateBytes);
  return {
    cpu,
    get: (offset) => state.getUint32(offset >> 2, true),
    set: (offset, value) => state.setUint32(offset >> 2, value, true),
    timerDue: () => state.getFloat64(cell.timerDue, true),
    setTimerDue: (time) => state.setFloat64(cell.timerDue, time, true),
    pendingErrors: () => state.getUint32(cell.pendingErrors, true),
    setPendingErrors: (bits) => state.setUint32(cell.pendingErrors, bits, true),
    asserted: () => state.getUint32(cell.asserted, true) !== 0,
    setAsserted: (asserted) => state.setUint32(cell.asserted, asserted ? 1 : 0, true),
    lines: () => state.getUint32(cell.lines, true),
    setLines: (levels) => state.setUint32(cell.lines, levels, true),
    base: () => state.getBigUint64(cell.base, true),
    setBase: (value) => state.setBigUint64(cell.base, value, true),
    deadline: () => state.getBigUint64(cell.deadline, true),
    setDeadline: (value) => state.setBigUint64(cell.deadline, value, true),
    mode() {
      const flags = state.getUint32(cell.base, true);
      if ((flags & baseFlag.enable) === 0) return 'off';
      return (flags & baseFlag.x2apic) === 0 ? 'xapic' : 'x2apic';
    },
    // Every access to a device asks.
    window() {
      const low = state.getUint32(cell.base, true);
      if ((low & (baseFlag.enable | baseFlag.x2apic)) !== baseFlag.enable) return undefined;
      return state.getUint32(cell.base + 4, true) * 2 ** 32 + ((low & ~0xfff) >>> 0);
    },
  };
}

/** IA32_APIC_BASE after power-on; INIT leaves it alone (SDM 3A table 9-1). */
export function resetBase(lapic: LapicRegisters): void {
  const boot = lapic.cpu === 0 ? baseFlag.boot : 0;
  lapic.setBase(BigInt(lapicBase + baseFlag.enable + boot));
}

/** State after RESET and, but for the ID, after INIT (SDM 3A 11.4.7.1). */
export function resetRegisters(lapic: LapicRegisters): void {
  for (let offset = 0; offset < pageRegisters * 16; offset += 16) lapic.set(offset, 0);
  lapic.set(register.id, lapic.cpu << 24);
  lapic.set(register.version, version);
  lapic.set(register.destinationFormat, 0xffffffff);
  lapic.set(register.spuriousVector, 0xff);
  for (const offset of localVectors.keys()) lapic.set(offset, masked);
  lapic.setTimerDue(0);
  lapic.setDeadline(0n);
  lapic.setPendingErrors(0);
}

/** Whether software has enabled this APIC; when it has not, only NMI, INIT and SIPI come through. */
export const isEnabled = (lapic: LapicRegisters): boolean =>
  (lapic.get(register.spuriousVector) & 0x100) !== 0 && lapic.mode() !== 'off';

/** Whether `vector`'s bit is set in the 256-bit register that begins at `base`. */
export const hasVector = (lapic: LapicRegisters, base: number, vector: number): boolean =>
  ((lapic.get(base + (vector >> 5) * 16) >>> (vector & 31)) & 1) !== 0;

export function setVector(lapic: LapicRegisters, base: number, vector: number): void {
  const offset = base + (vector >> 5) * 16;
  lapic.set(offset, lapic.get(offset) | (1 << (vector & 31)));
}

export function clearVector(lapic: LapicRegisters, base: number, vector: number): void {
  const offset = base + (vector >> 5) * 16;
  lapic.set(offset, lapic.get(offset) & ~(1 << (vector & 31)));
}

/** The highest vector set in the 256-bit register that begins at `base`, or -1. */
export function highestVector(lapic: LapicRegisters, base: number): number {
  for (let word = 7; word >= 0; word--) {
    const bits = lapic.get(base + word * 16);
    if (bits !== 0) return word * 32 + 31 - Math.clz32(bits);
  }
  return -1;
}
