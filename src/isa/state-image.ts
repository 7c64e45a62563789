/** The memory image of FXSAVE and XSAVE: byte offsets (SDM 1 10.5.1, 13.4), and XCR0's bits. */

// prettier-ignore
export const imageOffset = {
  fcw: 0, fsw: 2, ftw: 4, fop: 6, fip: 8, fcs: 12, fdp: 16, fds: 20, mxcsr: 24, mxcsrMask: 28,
  st: 32, xmm: 160, legacyEnd: 416, components: 512, compaction: 520, reserved: 528, avx: 576,
  end: 832,
} as const;

/** State components: bits of XCR0 and XSTATE_BV (SDM 1 13.1). */
export const component = { x87: 1, sse: 2, avx: 4 } as const;

/** Bits of MXCSR that exist: others are #GP. */
export const mxcsrMask = 0xffff;

export const initialMxcsr = 0x1f80;
export const initialControlWord = 0x37f;
