/** What a booting image finds in physical memory below 4 GiB: RAM, and what the firmware keeps. */

/** A run of physical addresses; sizes in bytes. */
export interface Range {
  readonly base: number;
  readonly bytes: number;
}

const kibibyte = 2 ** 10;
const mebibyte = 2 ** 20;

/** Conventional memory in KiB: the last one below 640 KiB is the extended BIOS data area. */
export const lowKibibytes = 639;

/** RAM an image may use: 0 to 639 KiB and 1 MiB to the top. */
export function ramRanges(ramBytes: number): readonly Range[] {
  return [
    { base: 0, bytes: Math.min(ramBytes, lowKibibytes * kibibyte) },
    { base: mebibyte, bytes: Math.max(0, ramBytes - mebibyte) },
  ];
}

/** Address ranges that an image finds reserved in its memory map. */
export const reservedRanges: readonly Range[] = [
  { base: lowKibibytes * kibibyte, bytes: kibibyte },
  { base: 0xf0000, bytes: 0x10000 },
];

/** Low RAM that holds what the loader leaves for the image. */
export const firmwareRanges: readonly (Range & { readonly name: string })[] = [
  { name: 'the BIOS data area', base: 0x400, bytes: 0x100 },
  { name: 'the boot information', base: 0x9000, bytes: 0x1000 },
];
