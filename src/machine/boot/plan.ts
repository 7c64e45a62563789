/** What a loader decides: bytes to place and the state in which the first CPU starts. */
import type { PhysicalAddress } from '../../foundation/addresses.ts';

import type { CpuModel } from '../../isa/cpuid.ts';

/** An image, what goes with it, and the machine it shall boot on. */
export interface BootRequest {
  /** The image file, already decompressed. */
  readonly image: Uint8Array;
  /** The whole command line, its first word the image's name. */
  readonly commandLine: string;
  readonly modules: readonly BootModuleFile[];
  readonly ramBytes: number;
  /** One if absent. */
  readonly cpuCount?: number;
  /** AMD's if absent, as the default model's. */
  readonly vendor?: CpuModel['vendor'];
}

export interface BootModuleFile {
  readonly bytes: Uint8Array;
  readonly commandLine: string;
}

export interface PlacedBytes {
  readonly physical: PhysicalAddress;
  readonly bytes: Uint8Array;
}

/**
 * CPU 0 starts in 32-bit protected mode at `entry`: flat 4 GiB code and data segments, paging off,
 * A20 on, IF clear, all registers zero but these (multiboot 0.6.96 section 3.2). The other CPUs
 * wait for SIPI.
 */
export interface BootPlan {
  /** To be zeroed first; matters only when RAM is not fresh. */
  readonly zeroes: readonly { readonly physical: PhysicalAddress; readonly bytes: number }[];
  /** To be written then; no two of them overlap. */
  readonly writes: readonly PlacedBytes[];
  readonly entry: PhysicalAddress;
  readonly registers: { readonly eax: number; readonly ebx: number };
}

/** A machine that starts at its reset vector, in a ROM of its own that ends at 4 GiB. */
export interface RomPlan {
  readonly rom: Uint8Array;
  /** Its copy below 1 MiB. */
  readonly writes: readonly PlacedBytes[];
}

/** Why an image cannot boot: one line, what and why, for the person who named it. */
export interface BootRefusal {
  readonly refused: string;
}

export function isRefused(value: object): value is BootRefusal {
  return 'refused' in value;
}
