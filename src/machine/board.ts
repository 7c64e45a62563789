/** The devices of the machine, in the order of their state, and the wires between them. */
import type { Wire } from '../devices/bus.ts';
import { acpiPm } from '../devices/acpi-pm.ts';
import { consoleE9 } from '../devices/console-e9.ts';
import { debugExit } from '../devices/debug-exit.ts';
import type { DeviceFactory } from '../devices/device.ts';
import { fwCfg } from '../devices/fw-cfg.ts';
import { hpet } from '../devices/hpet/hpet.ts';
import { ioapic } from '../devices/ioapic.ts';
import { keyboardController } from '../devices/keyboard-controller.ts';
import { lapic } from '../devices/lapic/lapic.ts';
import { pci } from '../devices/pci.ts';
import { pic } from '../devices/pic/pic.ts';
import { pit } from '../devices/pit/pit.ts';
import { resetRegisters } from '../devices/reset-control.ts';
import { rtc } from '../devices/rtc/rtc.ts';
import type { CpuModel } from '../isa/cpuid.ts';
import { uart } from '../devices/uart/uart.ts';

/** What a machine of this size is built with. */
export const boardDevices = (size: {
  readonly cpuCount: number;
  readonly ramBytes: number;
  readonly model: CpuModel;
}): readonly DeviceFactory[] => [
  lapic(size.cpuCount, {
    x2apic: size.model.features.has('x2apic'),
    tscDeadline: size.model.features.has('tsc-deadline'),
  }),
  ioapic,
  pic,
  pit,
  rtc(size),
  hpet,
  acpiPm,
  keyboardController,
  pci,
  resetRegisters,
  uart,
  debugExit,
  consoleE9,
  fwCfg(size),
];

/** Where each interrupt line goes, as on QEMU's `pc`. */
export const boardWires: readonly Wire[] = [
  { line: 'pic', to: 'lapic', pin: 0 },
  // The HPET can take the places of PIT and RTC.
  { line: 'pit', to: 'hpet', pin: 0 },
  { line: 'rtc', to: 'hpet', pin: 1 },
  { line: 'irq-0', to: 'pic', pin: 0 },
  { line: 'irq-0', to: 'ioapic', pin: 2 },
  { line: 'hpet', to: 'ioapic', pin: 2 },
  { line: 'irq-8', to: 'pic', pin: 8 },
  { line: 'irq-8', to: 'ioapic', pin: 8 },
  { line: 'sci', to: 'pic', pin: 9 },
  { line: 'sci', to: 'ioapic', pin: 9 },
  { line: 'keyboard', to: 'pic', pin: 1 },
  { line: 'keyboard', to: 'ioapic', pin: 1 },
  { line: 'uart', to: 'pic', pin: 4 },
  { line: 'uart', to: 'ioapic', pin: 4 },
];
