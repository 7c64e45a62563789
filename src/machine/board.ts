/** The devices of the machine, in the order of their state, and the wires between them. */
import type { Wire } from '../devices/bus.ts';
import { consoleE9 } from '../devices/console-e9.ts';
import { debugExit } from '../devices/debug-exit.ts';
import type { DeviceFactory } from '../devices/device.ts';
import { fwCfg } from '../devices/fw-cfg.ts';
import { ioapic } from '../devices/ioapic.ts';
import { lapic } from '../devices/lapic/lapic.ts';
import { pic } from '../devices/pic/pic.ts';
import { pit } from '../devices/pit/pit.ts';
import { uart } from '../devices/uart.ts';

/** What a machine of this size is built with. */
export const boardDevices = (size: {
  readonly cpuCount: number;
  readonly ramBytes: number;
}): readonly DeviceFactory[] => [
  lapic(size.cpuCount),
  ioapic,
  pic,
  pit,
  uart,
  debugExit,
  consoleE9,
  fwCfg(size),
];

/** Where each interrupt line goes, as on QEMU's `pc`. */
export const boardWires: readonly Wire[] = [
  { line: 'pic', to: 'lapic', pin: 0 },
  { line: 'pit', to: 'pic', pin: 0 },
  { line: 'pit', to: 'ioapic', pin: 2 },
  { line: 'uart', to: 'pic', pin: 4 },
  { line: 'uart', to: 'ioapic', pin: 4 },
];
