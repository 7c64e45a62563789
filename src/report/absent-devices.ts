/** Devices of a PC that the machine does without, each with the reason and where it would be. */

export interface AbsentDevice {
  readonly what: string;
  readonly why: string;
  readonly ports: readonly { readonly first: number; readonly last: number }[];
  /** Physical address, where it would be in memory. */
  readonly address?: number;
}

const at = (first: number, last = first) => ({ first, last });

// prettier-ignore
export const absentDevices: readonly AbsentDevice[] = [
  { what: '8259 interrupt controllers',   ports: [at(0x20, 0x21), at(0xa0, 0xa1)], why: 'interrupts come from local APICs only' },
  { what: '8254 timer',                   ports: [at(0x40, 0x43)],   why: 'the local APIC has a timer' },
  { what: 'keyboard controller',          ports: [at(0x60), at(0x64)], why: 'nobody types' },
  { what: 'real-time clock',              ports: [at(0x70, 0x71)],   why: 'the machine knows no time of day' },
  { what: 'PCI configuration',            ports: [at(0xcf8), at(0xcfc, 0xcff)], why: 'there is no PCI bus' },
  { what: 'ACPI power management',        ports: [at(0x600, 0x60b)], why: 'there are no ACPI tables that would lead to it' },
  { what: 'IOAPIC', address: 0xfec00000,  ports: [],                 why: 'no device here raises interrupts by a pin' },
  { what: 'HPET',   address: 0xfed00000,  ports: [],                 why: 'the local APIC has a timer' },
];
