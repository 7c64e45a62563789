/** A flat ROM below 4 GiB, and its last 128 KiB below 1 MiB, as QEMU's `-bios` has them. */
import { physicalAddress } from '../../foundation/addresses.ts';
import { ramBytesMax } from '../../memory/layout.ts';
import type { BootRefusal, RomPlan } from './plan.ts';

const kibibyte = 2 ** 10;
const mebibyte = 2 ** 20;
const unit = 64 * kibibyte;
const romBytesMax = 16 * mebibyte;
const lowCopyMax = 128 * kibibyte;

/** Refused if its size is none of a ROM. */
export function planRom(rom: Uint8Array, ramBytes: number): RomPlan | BootRefusal {
  if (rom.length === 0 || rom.length % unit !== 0 || rom.length > romBytesMax) {
    return { refused: `${rom.length} bytes are no ROM: 64 KiB to 16 MiB in steps of 64 KiB` };
  }
  if (ramBytes + rom.length > ramBytesMax) {
    return { refused: `RAM and ROM together are more than ${ramBytesMax / mebibyte} MiB` };
  }
  const low = rom.subarray(-Math.min(rom.length, lowCopyMax));
  return { rom, writes: [{ physical: physicalAddress(mebibyte - low.length), bytes: low }] };
}
