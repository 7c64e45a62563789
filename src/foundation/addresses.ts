/** The two kinds of address, kept apart by the compiler. */

declare const linear: unique symbol;
declare const physical: unique symbol;

/** A linear (virtual) address as the selected CPU sees it: 64 bits, unsigned, not masked by mode. */
export type LinearAddress = bigint & { readonly [linear]: true };

/** A guest-physical address: a byte offset, below 2^52. */
export type PhysicalAddress = number & { readonly [physical]: true };

/** The low 64 bits of `value` as a linear address. */
export const linearAddress = (value: bigint | number): LinearAddress =>
  BigInt.asUintN(64, BigInt(value)) as LinearAddress;

/** `value` as a physical address; the caller guarantees a non-negative integer. */
export const physicalAddress = (value: number): PhysicalAddress => value as PhysicalAddress;

export const pageBytes = 4096;
