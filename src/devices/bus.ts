/** Which device answers at a port or an address; what no device answers is named once. */
import type { Device, DeviceContext, DeviceFactory, DeviceRow, Line } from './device.ts';

export interface Bus {
  /** Memory-mapped windows, ascending; the machine sends accesses there to the bus. */
  readonly windows: readonly { readonly base: number; readonly bytes: number }[];
  /** All ones (of 1, 2 or 4 bytes) where there is no device. */
  readPort(port: number, bytes: number, cpu: number): number;
  writePort(port: number, bytes: number, value: number, cpu: number): void;
  readMemory(physical: number, bytes: number, cpu: number): number;
  writeMemory(physical: number, bytes: number, value: number, cpu: number): void;
  /** Model-specific registers that devices keep: undefined, and false, for #GP. */
  readMsr(number: number, cpu: number): bigint | undefined;
  writeMsr(number: number, value: bigint, cpu: number): boolean;
  taskPriority(cpu: number): number;
  setTaskPriority(cpu: number, priority: number): void;
  /** Virtual time of the first thing any device will do by itself, or undefined. */
  deadline(): number | undefined;
  /** Lets every device act whose deadline has come. */
  advance(): void;
  /** The vector that `cpu` is to deliver after `intr` was asserted. */
  acknowledge(cpu: number): number;
  /** `cpu` got INIT. */
  initialise(cpu: number): void;
  /** The registers of the interrupt controllers. Touches nothing. */
  describe(): readonly DeviceRow[];
  /** Bytes for the guest's console: how many of them had room. */
  type(bytes: Uint8Array): number;
}

/** A wire from a line to an input pin of the device of that name. */
export interface Wire {
  readonly line: Line;
  readonly to: string;
  readonly pin: number;
}

/** What the machine gives all devices together: who talks to whom is the bus' own business. */
export type BusContext = Omit<
  DeviceContext,
  'drive' | 'sendInterrupt' | 'broadcastEnd' | 'externalVector'
>;

const stateAlignment = 8;
const aligned = (bytes: number): number => Math.ceil(bytes / stateAlignment) * stateAlignment;

/** Bytes of machine state that a bus with these devices needs. */
export const busStateBytes = (factories: readonly DeviceFactory[]): number =>
  factories.reduce((sum, factory) => sum + aligned(factory.stateBytes), 0);

/**
 * Builds the devices in the order given. `context` is the machine's, for all of them together: its
 * state has `busStateBytes` bytes, of which each device gets its own slice. A wire to a device that
 * is not on the bus ends in the air.
 */
export function createBus(
  factories: readonly DeviceFactory[],
  context: BusContext,
  wires: readonly Wire[],
): Bus {
  const devices: Device[] = [];
  createDevices(devices, factories, context, wires);
  const ports = portTable(devices);
  const windows = windowTable(devices);
  const portAt = (port: number): Device | undefined => devices[(ports[port] ?? 0) - 1];
  const windowAt = (physical: number, cpu: number): WindowPlace | undefined =>
    placeOf(windows, physical, cpu);
  const timed = devices.filter((device) => device.deadline !== undefined);
  const interrupting = devices.find((device) => device.acknowledge !== undefined);
  const holdsMsrs = devices.filter((device) => device.readMsr !== undefined);
  const unknown = (what: string, where: number): void =>
    context.unknown(`${what} 0x${where.toString(16)}`);

  return {
    windows: windows.map(({ base, bytes }) => ({ base, bytes })),
    readPort(port, bytes, cpu) {
      const device = portAt(port);
      if (device?.readPort !== undefined) return device.readPort(port, bytes, cpu);
      unknown('read of unknown port', port);
      return allOnes(bytes);
    },
    writePort(port, bytes, value, cpu) {
      const device = portAt(port);
      if (device?.writePort !== undefined) device.writePort(port, bytes, value, cpu);
      else unknown('write to unknown port', port);
    },
    readMemory(physical, bytes, cpu) {
      const place = windowAt(physical, cpu);
      if (place?.device.readMemory !== undefined) {
        return place.device.readMemory(place.offset, bytes, cpu);
      }
      unknown('read of unknown physical address', physical);
      return allOnes(bytes);
    },
    writeMemory(physical, bytes, value, cpu) {
      const place = windowAt(physical, cpu);
      if (place?.device.writeMemory !== undefined) {
        place.device.writeMemory(place.offset, bytes, value, cpu);
      } else unknown('write to unknown physical address', physical);
    },
    readMsr(number, cpu) {
      for (const device of holdsMsrs) {
        const value = device.readMsr?.(number, cpu);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    writeMsr: (number, value, cpu) =>
      holdsMsrs.some((device) => device.writeMsr?.(number, value, cpu) === true),
    taskPriority: (cpu) => interrupting?.taskPriority?.(cpu) ?? 0,
    setTaskPriority: (cpu, priority) => interrupting?.setTaskPriority?.(cpu, priority),
    deadline: () => earliest(timed),
    advance() {
      for (const device of timed) {
        const due = device.deadline?.();
        if (due !== undefined && due <= context.now()) device.advance?.();
      }
    },
    acknowledge: (cpu) => interrupting?.acknowledge?.(cpu) ?? spuriousVector,
    initialise(cpu) {
      for (const device of devices) device.initialise?.(cpu);
    },
    describe: () => devices.flatMap((device) => device.describe?.() ?? []),
    type: (bytes) => devices.find((device) => device.type !== undefined)?.type?.(bytes) ?? 0,
  };
}

interface WindowRow {
  readonly base: number;
  readonly bytes: number;
  readonly device: Device;
}

interface WindowPlace {
  readonly device: Device;
  readonly offset: number;
}

/** A window that each CPU has elsewhere hides those that are the same for all. */
function placeOf(
  windows: readonly WindowRow[],
  physical: number,
  cpu: number,
): WindowPlace | undefined {
  let found: WindowPlace | undefined;
  for (const { base, bytes, device } of windows) {
    const start = device.windowOf === undefined ? base : device.windowOf(cpu);
    if (start === undefined || physical < start || physical >= start + bytes) continue;
    if (device.windowOf !== undefined || found === undefined) {
      found = { device, offset: physical - start };
    }
  }
  return found;
}

/** What a CPU finds on an interrupt bus that nobody drives. */
const spuriousVector = 0xff;

function createDevices(
  devices: Device[],
  factories: readonly DeviceFactory[],
  context: BusContext,
  wires: readonly Wire[],
): void {
  const { state } = context;
  const talk = connections(devices, wires);
  let offset = 0;
  for (const factory of factories) {
    const slice = new DataView(state.buffer, state.byteOffset + offset, factory.stateBytes);
    offset += aligned(factory.stateBytes);
    const device = factory.create({
      ...talk,
      state: slice,
      cpuCount: context.cpuCount,
      now: () => context.now(),
      timeStamp: (cpu) => context.timeStamp(cpu),
      signal: (cpu, signal) => context.signal(cpu, signal),
      commanded: (cpu, command, to) => context.commanded(cpu, command, to),
      console: (byte) => context.console(byte),
      exit: (status, how) => context.exit(status, how),
      unknown: (what) => context.unknown(what),
    });
    devices.push(device);
  }
}

/** How devices reach each other; `devices` fills up while they are built. */
const connections = (
  devices: readonly Device[],
  wires: readonly Wire[],
): Omit<DeviceContext, keyof BusContext> => ({
  drive(line, high) {
    for (const wire of wires) {
      if (wire.line !== line) continue;
      devices.find(({ name }) => name === wire.to)?.input?.(wire.pin, high);
    }
  },
  sendInterrupt(message) {
    for (const device of devices) device.receiveInterrupt?.(message);
  },
  broadcastEnd(vector) {
    for (const device of devices) device.endInterrupt?.(vector);
  },
  externalVector() {
    const controller = devices.find((device) => device.externalVector !== undefined);
    return controller?.externalVector?.() ?? spuriousVector;
  },
});

/** For each port the number of its device, counted from 1; 0 where there is none. */
function portTable(devices: readonly Device[]): Uint8Array {
  const table = new Uint8Array(2 ** 16);
  for (const [index, { ports }] of devices.entries()) {
    for (const { first, last } of ports ?? []) table.fill(index + 1, first, last + 1);
  }
  return table;
}

const windowTable = (devices: readonly Device[]): readonly WindowRow[] =>
  devices
    .flatMap((device) => (device.window === undefined ? [] : [{ ...device.window, device }]))
    .sort((one, other) => one.base - other.base);

function earliest(devices: readonly Device[]): number | undefined {
  let first: number | undefined;
  for (const device of devices) {
    const due = device.deadline?.();
    if (due !== undefined && (first === undefined || due < first)) first = due;
  }
  return first;
}

const allOnes = (bytes: number): number => 2 ** (8 * bytes) - 1;
