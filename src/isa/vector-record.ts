/** What the record of a vector instruction says, beyond those of other instructions. */

/** How the immediate of a vector instruction's record is divided. */
export const vectorField = {
  /** 8-bit: the instruction's own immediate. */
  immediate: 16,
  /** 8-bit: size of the memory operand in bytes. */
  bytes: 17,
  /** 16-bit: vectorFlag bits. */
  flags: 18,
  /** 16-bit each, as a and b: the first of two sources (b is the other), and a third. */
  first: 20,
  third: 22,
} as const;

/**
 * wide: 256 bits. vex: with a VEX prefix. mmx, sse: which state it works in, beside that.
 * aligned: memory must be. source, destination: which operand is in memory. toMmx, toGeneral:
 * what kind of register the destination is, if not a vector register. quad: REX.W or VEX.W.
 */
// prettier-ignore
export const vectorFlag = {
  wide: 1, vex: 2, mmx: 4, sse: 8, aligned: 16, source: 32, destination: 64, toMmx: 128,
  toGeneral: 256, quad: 512,
} as const;
