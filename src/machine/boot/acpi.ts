/** ACPI's tables of this machine, and where firmware would have left them (ACPI 6.4 chapter 5). */
import { aml, resource } from '../../../protocol/acpi/aml.ts';
import {
  definitionTable,
  eventTimerTable,
  firmwareControl,
  fixedTable,
  interruptTable,
  rootPointer,
  rootTables,
} from '../../../protocol/acpi/tables.ts';
import { acpiPorts } from '../../devices/acpi-pm.ts';
import { hpetBase, hpetIdentity } from '../../devices/hpet/hpet.ts';
import { ioapicBase } from '../../devices/ioapic.ts';
import { lapicBase } from '../../devices/lapic/registers.ts';
import { resetControl } from '../../devices/reset-control.ts';
import { clockRegister } from '../../devices/rtc/calendar.ts';
import { physicalAddress } from '../../foundation/addresses.ts';
import type { PlacedBytes } from './plan.ts';
import { acpiRange } from './ram.ts';

const rootPointerAt = 0xf5a00;
const alignment = 64;

/** \_S5, soft off, is sleep type 0; and a PCI bus, without which Linux looks for no device. */
const definitions = Uint8Array.from([
  ...aml.name('\\_S5_', aml.package(aml.zero, aml.zero, aml.zero, aml.zero)),
  ...aml.scope(
    '\\_SB_',
    aml.device(
      'PCI0',
      aml.name('_HID', aml.eisaId('PNP0A03')),
      aml.name('_UID', aml.zero),
      aml.name(
        '_CRS',
        aml.buffer([
          ...resource.busNumbers(0, 0xff),
          ...resource.ports(0xcf8, 8),
          ...resource.passedPorts(0, 0xcf7),
          ...resource.passedPorts(0xd00, 0xffff),
          ...resource.passedMemory(0xe0000000, 0xfebfffff),
          ...resource.end,
        ]),
      ),
    ),
  ),
]);

/** All tables at the top of RAM, and the pointer to them below 1 MiB. */
export function planAcpi(machine: {
  readonly cpuCount?: number;
  readonly ramBytes: number;
}): readonly PlacedBytes[] {
  const placed: PlacedBytes[] = [];
  let next = acpiRange(machine.ramBytes).base;
  function put(bytes: Uint8Array): number {
    const at = next;
    placed.push({ physical: physicalAddress(at), bytes });
    next = Math.ceil((at + bytes.length) / alignment) * alignment;
    return at;
  }
  const facs = put(firmwareControl());
  const dsdt = put(definitionTable(definitions));
  const tables = [
    put(fixedHardware(facs, dsdt)),
    put(interruptControllers(machine.cpuCount ?? 1)),
    put(eventTimerTable({ identity: hpetIdentity, address: hpetBase })),
  ];
  const pointer = rootPointer({
    rsdt: put(rootTables.rsdt(tables)),
    xsdt: put(rootTables.xsdt(tables)),
  });
  return [...placed, { physical: physicalAddress(rootPointerAt), bytes: pointer }];
}

const sci = 9;

const fixedHardware = (facs: number, dsdt: number): Uint8Array =>
  fixedTable({
    firmwareControl: facs,
    definitions: dsdt,
    interrupt: sci,
    events: acpiPorts.status,
    control: acpiPorts.control,
    timer: acpiPorts.timer,
    reset: { port: resetControl.port, value: resetControl.hardReset },
    century: clockRegister.century,
  });

const interruptControllers = (cpuCount: number): Uint8Array =>
  interruptTable({
    localApic: lapicBase,
    localApicIds: Array.from({ length: cpuCount }, (_, cpu) => cpu),
    ioapic: { id: 0, address: ioapicBase },
    overrides: [
      { irq: 0, input: 2, how: 'as the bus has it' },
      { irq: sci, input: sci, how: 'level, active high' },
    ],
    nmiPin: 1,
  });
