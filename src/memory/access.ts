/** What a guest access is for: bits beside its size in bytes (1 to 16, the low five bits). */
export const accessKind = {
  write: 0x20,
  /** Through the stack segment: address errors are #SS. Also recordFlag.stack shifted by 5. */
  stack: 0x40,
  /** By the CPU itself (descriptor tables, TSS): ring 0 rights whatever the CPL. */
  system: 0x80,
  /** A write whose old value is read first. */
  modify: 0x100,
  fetch: 0x200,
  /** Never has to be aligned, whatever ring 3 asks for (#AC). */
  unaligned: 0x400,
} as const;

export const accessBytesMask = 0x1f;
