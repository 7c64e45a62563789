/** Cells of a CPU that runs a guest by SVM (APM 2 chapter 15), beside those of cpuCell. */

/** Byte offsets from a CPU's base. */
export const guestCell = {
  /** The ASID of the guest that the CPU runs, 0 outside of one. */
  guestAsid: 0x700,
  /** 1 while the global interrupt flag (GIF) is clear. */
  gifClear: 0x704,
  /** Physical address of the guest's VMCB. */
  vmcb: 0x708,
  /** What a #VMEXIT under way will say: EXITCODE, EXITINFO1, EXITINFO2, nRIP. */
  exitCode: 0x710,
  exitInfo1: 0x718,
  exitInfo2: 0x720,
  exitNextRip: 0x728,
  /** The event whose delivery to a guest is under way, as EXITINTINFO has it, or 0. */
  exitIntInfo: 0x730,
  /** 160 bits, as in the VMCB: bit n asks for exit code n. All zero outside of a guest. */
  intercepts: 0x738,
  /** RFLAGS.IF of the host at VMRUN. */
  hostInterrupts: 0x74c,
  /** Physical addresses of the permission maps of ports and MSRs. */
  ioPermissions: 0x750,
  msrPermissions: 0x758,
  guestTscOffset: 0x760,
  /** The quadword of the VMCB with V_TPR, V_IRQ and the rest of virtual interrupts. */
  virtualInterrupt: 0x768,
  /** Nested paging: its CR3, and whether it is on and how: nestedPagingBit. */
  nestedCr3: 0x770,
  nestedPaging: 0x778,
  /** Whether the page translated last takes writes without another look. */
  nestedWrites: 0x77c,
  /** The event to inject before the guest's first instruction, as EVENTINJ has it. */
  eventInjection: 0x780,
  /** The guest's state ends here. MSRs VM_CR and VM_HSAVE_PA. */
  vmCr: 0x788,
  hostSave: 0x790,
} as const;

/** guestCell.nestedPaging: on; the host's tables have five levels; their entries may have NX. */
export const nestedPagingBit = { on: 1, fiveLevels: 2, noExecute: 4 } as const;
