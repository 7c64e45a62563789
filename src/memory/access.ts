/** What a guest access is for: bits beside its size in bytes (1 to 32, the low six bits). */
export const accessKind = {
  write: 0x40,
  /** Through the stack segment: address errors are #SS. Also recordFlag.stack shifted by 6. */
  stack: 0x80,
  /** By the CPU itself (descriptor tables, TSS): ring 0 rights whatever the CPL. */
  system: 0x100,
  /** A write whose old value is read first. */
  modify: 0x200,
  fetch: 0x400,
  /** Never has to be aligned, whatever ring 3 asks for (#AC). */
  unaligned: 0x800,
} as const;

export const accessBytesMask = 0x3f;
