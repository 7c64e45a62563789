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
  { what: 'DMA controllers',      ports: [at(0x00, 0x0f), at(0xc0, 0xdf)], why: 'no device needs DMA' },
  { what: 'VGA',                  ports: [at(0x3b0, 0x3df)], why: 'the console is serial' },
  { what: 'disks (ATA)',          ports: [at(0x1f0, 0x1f7), at(0x170, 0x177)], why: 'images come as multiboot modules' },
  { what: 'system management mode', ports: [at(0xb2, 0xb3)], why: 'an SMI is named in the log; ACPI is on from the beginning' },
];
