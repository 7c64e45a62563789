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
  { what: 'keyboard controller',          ports: [at(0x60), at(0x64)], why: 'nobody types' },
  { what: 'PCI configuration',            ports: [at(0xcf8), at(0xcfc, 0xcff)], why: 'there is no PCI bus' },
];
