/** A bus with real devices and nothing behind it: what they say to CPUs and people is recorded. */
import { createBus, busStateBytes } from '../../src/devices/bus.ts';
import type { Bus, BusContext, Wire } from '../../src/devices/bus.ts';
import type { CpuSignal, DeviceFactory } from '../../src/devices/device.ts';

export interface Board {
  readonly bus: Bus;
  readonly signals: { cpu: number; signal: CpuSignal }[];
  readonly unknown: string[];
  readonly exits: number[];
  /** All that was sent to the guest's console. */
  readonly console: () => string;
  /** Virtual time in nanoseconds. */
  readonly setTime: (now: number) => void;
  /** The whole device state, to compare or to put back. */
  readonly state: Uint8Array;
}

export function board(
  factories: readonly DeviceFactory[],
  cpuCount = 1,
  wires: readonly Wire[] = [],
): Board {
  const state = new Uint8Array(busStateBytes(factories));
  const signals: Board['signals'] = [];
  const unknown: string[] = [];
  const exits: number[] = [];
  const shown: number[] = [];
  let time = 0;
  const context: BusContext = {
    state: new DataView(state.buffer),
    cpuCount,
    now: () => time,
    timeStamp: () => BigInt(time),
    commanded: () => undefined,
    signal: (cpu, signal) => signals.push({ cpu, signal }),
    console: (byte) => shown.push(byte),
    exit: (status) => exits.push(status),
    unknown: (what) => unknown.push(what),
  };
  const bus = createBus(factories, context, wires);
  return {
    bus,
    signals,
    unknown,
    exits,
    state,
    console: () => String.fromCharCode(...shown),
    setTime(now) {
      time = now;
    },
  };
}
