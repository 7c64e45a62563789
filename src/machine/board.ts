/** The devices of the machine, in the order of their state. */
import { consoleE9 } from '../devices/console-e9.ts';
import { debugExit } from '../devices/debug-exit.ts';
import type { DeviceFactory } from '../devices/device.ts';
import { fwCfg } from '../devices/fw-cfg.ts';
import { lapic } from '../devices/lapic/lapic.ts';
import { uart } from '../devices/uart.ts';

/** What a machine of this size is built with. */
export const boardDevices = (size: {
  readonly cpuCount: number;
  readonly ramBytes: number;
}): readonly DeviceFactory[] => [lapic(size.cpuCount), uart, debugExit, consoleE9, fwCfg(size)];
