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

/**
 * From here on linear addresses mean physical memory, for every debugger at any moment. No CPU can
 * use them: bit 56 is set and bit 63 is not, so they are canonical with neither 4 nor 5 levels of
 * tables (SDM 1 3.3.7.1).
 */
export const physicalWindow = 0x0100_0000_0000_0000n;
