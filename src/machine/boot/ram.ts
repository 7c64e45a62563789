/** What a booting image finds in physical memory below 4 GiB: RAM, and what the firmware keeps. */

import type { CpuModel } from '../../isa/cpuid.ts';

/** A run of physical addresses; sizes in bytes. */
export interface Range {
  readonly base: number;
  readonly bytes: number;
}

const kibibyte = 2 ** 10;
const mebibyte = 2 ** 20;

/** Conventional memory in KiB: the last one below 640 KiB is the extended BIOS data area. */
export const lowKibibytes = 639;

/** The top of RAM, which firmware keeps for ACPI's tables. */
export const acpiRange = (ramBytes: number): Range => {
  const bytes = 128 * kibibyte;
  return { base: ramBytes - bytes, bytes };
};

/** RAM an image may use: 0 to 639 KiB, and 1 MiB to the tables of ACPI. */
export const ramRanges = (ramBytes: number): readonly Range[] => [
  { base: 0, bytes: lowKibibytes * kibibyte },
  { base: mebibyte, bytes: acpiRange(ramBytes).base - mebibyte },
];

/** Address ranges that an image finds reserved in its memory map, as on QEMU's `pc`. */
export const reservedRanges = (ramBytes: number, vendor: CpuModel['vendor']): readonly Range[] => [
  { base: lowKibibytes * kibibyte, bytes: kibibyte },
  { base: 0xf0000, bytes: 0x10000 },
  acpiRange(ramBytes),
  { base: 0xfffc0000, bytes: 0x40000 },
  // AMD's HyperTransport, below 1 TiB.
  ...(vendor === 'AuthenticAMD' ? [{ base: 0xfd_0000_0000, bytes: 0x3_0000_0000 }] : []),
];

/** Low RAM that holds what the loader leaves for the image. */
export const firmwareRanges: readonly (Range & { readonly name: string })[] = [
  { name: 'the BIOS data area', base: 0x400, bytes: 0x100 },
  { name: 'the boot information', base: 0x9000, bytes: 0x1000 },
];
