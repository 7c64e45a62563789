/**
 * Where everything lies in the one linear memory: machine cells, CPUs, devices, decoded code, RAM.
 *
 * Machine state is [machineCells, devicesEnd) plus RAM, and nothing else: what lies between is
 * derived from it (flags of pages, decoded records) and is never part of a checkpoint.
 */

/** Cells of the machine as a whole: byte offsets from 0. All 32-bit unless named `64`. */
export const machineCell = {
  /** Steps the current turn has left, beyond what the interpreter's local counter holds. */
  turn: 0x40,
  /** Base of the CPU whose turn it is. */
  current: 0x44,
  quantum: 0x48,
  /** 1 once the guest has ended the machine. */
  ended: 0x4c,
  /** 64-bit: steps since power-on at the moment when all granted steps are done. */
  momentEnd64: 0x50,
  /** 64-bit: nanoseconds that passed while every CPU was halted. */
  idle64: 0x58,
  /** The state ends here; what follows is the conversation between run() and its caller. */
  stateEnd: 0x60,
  /** Steps of this run() not granted yet. */
  budget: 0x60,
  /** Steps granted but held back, to look at events after the next instruction. */
  deferred: 0x64,
  /** Steps left in the local counter, as told before a call out of the interpreter. */
  counter: 0x68,
  exitReason: 0x6c,
  /** Data watchpoints: 0 stop before the access, 1 note the access and go on. */
  watchNoting: 0x70,
  watchHitFrame: 0x74,
  watchHitWrite: 0x78,
  watchHit: 0x7c,
  ramBytes: 0x80,
  ringFirst: 0x84,
  /** Pages in the dirty list. */
  dirtyCount: 0x88,
  /** Pages of read-only memory that end at 4 GiB; they lie behind RAM here, see frames.ts. */
  romPages: 0x8c,
  /** Second host address of an access that crosses a page, and bytes in its first page. */
  crossFirst: 0x90,
  crossSecond: 0x94,
  crossBytes: 0x98,
  /** Physical address of a pending memory-mapped write, and its size in bytes. */
  mmioPhysical: 0x9c,
  mmioBytes: 0xa0,
  watchCount: 0xa4,
  /** 1 once a CPU was kept from a step, or from an interrupt, because it is held. */
  heldBack: 0xa8,
  /** Where in their pages watched bytes lie, all pages taken together: from, and how many. */
  watchHullFrom: 0xac,
  watchHullBytes: 0xb0,
  /** Who has handed the turn on (0: nobody in this run), with how many steps left, and when (64-bit). */
  handedOnBy: 0xb4,
  handedOnTurn: 0xb8,
  handedOnAt64: 0xf0,
  /** 32 bytes through which page-crossing and memory-mapped accesses go. */
  scratch: 0xc0,
  /** Which things that happen are told to the host: bits of `tellBit`. */
  telling: 0xe0,
  /** Flags of pages: stores to pages that have one are told. */
  storeMask: 0xe4,
  /** The store that waits to be told: its physical address, and how many bytes (0: none waits). */
  storePhysical: 0xe8,
  storeBytes: 0xec,
  /** Watched physical ranges: first, last (32-bit each), access bits (1 read, 2 write). */
  watches: 0x100,
} as const;

/** Why run() came back: values of machineCell.exitReason. */
// prettier-ignore
export const exitReason = {
  none: 0, budget: 1, breakpoint: 2, watch: 3, watchNoted: 4, stepped: 5, shutdown: 6, idle: 7,
  guestExit: 8, deadline: 9, caught: 10,
} as const;

/** Bits of machineCell.telling. */
export const tellBit = { vectors: 1, cr3: 2 } as const;

export const watchEntryBytes = 12;
export const watchesMax = 64;

/** CPUID table rows: leaf, subleaf (or -1), eax, ebx, ecx, edx; ended by the count in front. */
export const cpuidTable = 0x800;
export const cpuidRowBytes = 24;
export const cpuidRowsMax = 64;

/** What else the CPU model decides: `intel` is 1 where AMD and Intel differ and this is Intel's. */
export const modelCell = {
  intel: 0x400,
  /** Bits of CR4 that this CPU has. */
  cr4: 0x404,
  /** Family, model, stepping: EDX after INIT. */
  signature: 0x408,
  /** Bits of XCR0 that this CPU has. */
  xcr0: 0x40c,
} as const;

/** CS, SS, rSP and rip from before a far transfer, which puts them back if it fails on the way. */
export const transferUndo = { cs: 0x500, ss: 0x520, rsp: 0x540, rip: 0x548 } as const;
/** Where floating-point routines leave their numbers: see isa/float/number.ts. */
export const floatCells = 0x600;

export const cpusMax = 32;
export const cpuBase = 0x10000;
export const cpuBytes = 0x3400;

/** Cells of one CPU: byte offsets from its base. */
export const cpuCell = {
  /** rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 to r15: 8 bytes each. */
  registers: 0,
  rsp: 32,
  /** Always zero: stands for an absent base or index register. */
  zero: 128,
  rip: 136,
  /** Arithmetic flags, lazily: see isa/flags.ts. */
  flagResult: 144,
  flagCarries: 152,
  /** The other bits of RFLAGS: TF IF DF IOPL NT RF VM AC ID. */
  eflags: 160,
  /** Code size: 0 is 16-bit, 1 is 32-bit, 2 is 64-bit. */
  mode: 164,
  /** XORed into TLB indexes: 0 in ring 0 to 2, tlbUser in ring 3. */
  tlbUser: 168,
  cpl: 172,
  /** Four bytes, all zero when the CPU can simply go on: see attention below. */
  attention: 176,
  activity: 176,
  pending: 177,
  held: 178,
  stepping: 179,
  /** Bit 0: NMIs are blocked until the next IRET. Bit 1: they were before the present IRET. */
  blocked: 180,
  sipiVector: 184,
  /** Base of the next CPU in the round robin. */
  next: 188,
  index: 192,
  /** Protection key rights (PKRU). */
  pkru: 196,
  /** The four page directory pointers of PAE paging, as CR3 was when they were loaded. */
  directories: 200,
  /** The counter behind RDRAND and RDSEED. */
  chance: 232,
  /** Data breakpoints that the present instruction has met: bits of DR6, for the #DB behind it. */
  debugHits: 240,
  /** 1 while an instruction is under way that RF lets past its breakpoint. */
  resuming: 244,
  /** The complement of rip while the REP instruction there has iterations behind it and before it. */
  repeating: 248,
  /** ES CS SS DS FS GS LDTR TR, 32 bytes each: base64, limit, attributes, selector. */
  segments: 0x100,
  gdtrBase: 0x200,
  gdtrLimit: 0x208,
  idtrBase: 0x210,
  idtrLimit: 0x218,
  cr0: 0x220,
  cr2: 0x228,
  cr3: 0x230,
  cr4: 0x238,
  efer: 0x248,
  kernelGsBase: 0x250,
  star: 0x258,
  lstar: 0x260,
  cstar: 0x268,
  sfmask: 0x270,
  sysenterCs: 0x278,
  sysenterEsp: 0x280,
  sysenterEip: 0x288,
  pat: 0x290,
  tscOffset: 0x2a0,
  tscAux: 0x2a8,
  mcgStatus: 0x2b0,
  mcgCap: 0x2b8,
  mcgCtl: 0x2c0,
  dr0: 0x2c8,
  dr6: 0x2e8,
  dr7: 0x2f0,
  miscEnable: 0x2f8,
  /** The fault an instruction met: vector (or stopAbort), error code, CR2 value. */
  faultVector: 0x300,
  faultCode: 0x304,
  faultAddress: 0x308,
  /** The vector being delivered, for the double fault rules; -1 outside of deliveries. */
  delivering: 0x310,
  /** Data breakpoints met by a MOV SS: their #DB waits for one more instruction, whatever becomes of it. */
  heldHits: 0x314,
  /** Where decoded code of the current page lies, and the linear address of that page. */
  record: 0x318,
  recordBase: 0x31c,
  ripPage: 0x320,
  /** ripPage + 0x2000, for RIP-relative displacements next to 2^31. */
  ripPageHigh: 0x328,
  /** Why the CPU is in shutdown: the vectors that met. */
  shutdownVector: 0x330,
  mxcsr: 0x338,
  /** x87 control word, and status word with TOP in bits 11 to 13. */
  fctrl: 0x33c,
  fstat: 0x340,
  /** Bit n is set unless R(n) is empty, as FXSAVE has it (SDM 1 10.5.1.1). */
  ftag: 0x344,
  /** The last x87 instruction that was not a control one, and its operand: 64-bit offsets. */
  fip: 0x348,
  fdp: 0x350,
  /** Its opcode, 11 bits. */
  fop: 0x358,
  /**
   * Which translations are used now: a mark of TLB entries, already in its place there. Then the
   * PCID, 16 bits, that each mark stands for, and the one given last.
   */
  context: 0x364,
  contextPcids: 0x368,
  lastContext: 0x378,
  /** R0 to R7, 16 bytes each: ST(i) is R((TOP + i) mod 8), MMn is Rn. Then xmm0 to xmm15. */
  x87: 0x380,
  xmm: 0x400,
  /** 64-bit: the states that XSETBV has enabled. */
  xcr0: 0x580,
  /** The page in which the CPU finds its local APIC, -1 if in none; 1 if it has none at all. */
  apicPage: 0x5e0,
  apicOff: 0x5e4,
  /** Selectors that go with fip and fdp. */
  fcs: 0x5f8,
  fds: 0x5fc,
  /** Upper halves of ymm0 to ymm15, each so far behind its lower half. */
  ymmHigh: 0x600,
  /** 0x700 to 0x7ff: the guest that the CPU runs, see guest-cells.ts. */
  /** Translations of pages instructions are fetched from. */
  fetchTlb: 0x800,
  /** Records of an instruction that crosses a page: one real, then ends of page. */
  straddle: 0xc00,
  /** Translations of data pages. */
  tlb: 0x1000,
  /** Machine check banks' CTL, STATUS, ADDR, MISC: 10 banks of 32 bytes. */
  machineCheckBanks: 0x3000,
  /** Model-specific registers that are only kept: 8 bytes each, as isa/msrs.ts gives them out. */
  msrs: 0x3140,
} as const;

/** From a vector's lower half to its upper one. */
export const upperHalf = cpuCell.ymmHigh - cpuCell.xmm;
/** Where a vector operand from memory lies while its instruction runs, with room for both halves. */
export const vectorScratch = 0x1000;

/** Where an image of the FXSAVE and XSAVE instructions is put together, and taken apart. */
export const stateImage = 0x1400;

/** Events waiting for a CPU: bits of cpuCell.pending. */
// prettier-ignore
export const pendingBit = {
  nmi: 1, machineCheck: 2, init: 4, sipi: 8, intr: 16,
  /** In a guest: a virtual interrupt, and the event that VMRUN injects. */
  virtual: 32, injected: 64,
} as const;

/** Values of cpuCell.activity; `shadow` and `trap` are bits beside them. */
export const activityValue = { running: 0, halted: 1, waitForSipi: 2, shutdown: 3 } as const;
export const activityMask = 3;
/** The instruction before was STI or MOV SS: no interrupt before the next one is done. */
export const shadowBit = 4;
/** RFLAGS.TF is set: #DB after each instruction. */
export const trapBit = 8;
/** The next instruction has been granted under a shadow, under TF: when it is done the shadow is
 * over, and #DB is due. If it was not executed after all, neither is. */
export const shadowDueBit = 16;
export const trapDueBit = 32;
/** A breakpoint is enabled in DR7: one instruction at a time, and a look before and after it. */
export const debugBit = 64;
/** RFLAGS.RF is set: it ends with the next instruction. */
export const resumeBit = 128;

/** Values of cpuCell.held, as bits: takes no step; takes steps but no maskable interrupt. */
export const heldBit = { steps: 1, interrupts: 2 } as const;

/** Segment registers in the order of their encoding, then LDTR and TR. */
export const segmentIndex = { es: 0, cs: 1, ss: 2, ds: 3, fs: 4, gs: 5, ldtr: 6, tr: 7 } as const;
export const segmentBytes = 32;
/** Offsets inside a segment: base is 64-bit; attributes are descriptor bits 40-47 and 52-55. */
export const segmentCell = { base: 0, limit: 8, attributes: 12, selector: 16 } as const;
export const segment = (name: keyof typeof segmentIndex): number =>
  cpuCell.segments + segmentIndex[name] * segmentBytes;

/**
 * Data TLB: 256 entries of 32 bytes. `read` and `write` hold the linear page if the fast path may
 * be taken; `page`, with rights in its low bits, is what the CPU knows (SDM 3A 4.10.2), stale until
 * invalidated. The offsets count from a slot, which is the CPU's base and 32 for each entry.
 */
export const tlbEntry = {
  read: cpuCell.tlb,
  write: cpuCell.tlb + 8,
  addend: cpuCell.tlb + 16,
  physicalPage: cpuCell.tlb + 20,
  page: cpuCell.tlb + 24,
} as const;
/** In the tags: the page is watched, and the fast path still open to the bytes beside the hull. */
export const watchedTag = 1;
/** No access is longer; the hull of watched bytes is that much wider at its low end. */
export const accessBytesMax = 32;
export const tlbEntryBytes = 32;
export const tlbEntries = 256;
export const tlbUser = (tlbEntries / 2) * tlbEntryBytes;
/**
 * Rights in the low bits of `page`. guarded: a page of ring 3 under SMAP, known to ring 0: every
 * access asks for AC. keyed: PKRU may refuse; the protection key is in the bits from tlbKeyShift.
 * Which PCID an entry belongs to is in the bits from tlbContextShift, as a mark (cpuCell.context).
 */
export const tlbRight = { write: 1, global: 2, none: 4, guarded: 8, keyed: 0x100 } as const;
export const tlbKeyShift = 4;
export const tlbContextShift = 9;
/** PCIDs whose translations a CPU knows at a time. */
export const tlbContexts = 8;
export const tlbContextMask = (tlbContexts - 1) << tlbContextShift;

/** Fetch TLB: 64 entries of 16 bytes: linear page | mode | user << 2, then the record base. */
export const fetchEntry = { tag: 0, recordBase: 8, physicalPage: 12 } as const;
export const fetchEntryBytes = 16;
export const fetchEntries = 64;
export const fetchUser = 4;

export const devicesBase = 0x90000;
export const devicesEnd = 0xf0000;

/** One byte of flags for each page of guest-physical RAM. */
export const pageFlags = 0x100000;
export const pageFlag = { dirty: 1, code: 2, watchRead: 4, watchWrite: 8, told: 16 } as const;

export const ramBytesMax = 3 * 2 ** 30;
export const pagesMax = ramBytesMax / 4096;

/** For each mode (3), for each physical page: where its decoded records lie, or 0. */
export const codeIndex = 0x200000;
export const codeIndexBytes = pagesMax * 4;

/** Physical pages written since the last checkpoint was taken or returned to: 32-bit each. */
export const dirtyList = 0xc00000;

/**
 * Decoded code: for each code page one record of 32 bytes for each byte and one at the end, then a
 * bit for each byte: an instruction has been decoded there. The bits have 8 bytes to spare on
 * either side, so that any 64 of them can be loaded at once. Then by which address it is entered.
 */
export const codePool = 0x1000000;
export const recordBytes = 32;
export const decodedBits = 4097 * recordBytes + 8;
/** 64-bit: the linear page it was entered by, plus 1; all ones once there were several. */
export const enteredBy = decodedBits + 4096 / 8 + 8;
export const codePageBytes = enteredBy + 16;
export const codePagesMax = 1024;

export const ramBase = 0xa000000;

/** A decoded instruction; see isa/decode/ for who writes it. */
export const recordField = {
  /** 16-bit: which case of the interpreter runs it; 0 means "decode first". */
  handler: 0,
  /** 16-bit: instruction length times recordBytes. */
  stride: 2,
  /** 16-bit each: cpu offsets of the register operands. */
  a: 4,
  b: 6,
  base: 8,
  index: 10,
  /** 32-bit, signed. */
  displacement: 12,
  /** 64-bit; for jumps inside the page, the distance in records' bytes. */
  immediate: 16,
  /** 8-bit: shift of the index. */
  scale: 24,
  /** 8-bit: recordFlag bits. */
  flags: 25,
  /** 16-bit: the real handler while a breakpoint stands in its place. */
  behind: 26,
  /** 16-bit: cpu offset of the segment register. */
  segment: 28,
  /** 16-bit: table entry of an out-of-line meaning. */
  meaning: 30,
} as const;

/** complex: segment base, limit or address size matter; stack: the default segment is SS. */
export const recordFlag = {
  complex: 1,
  stack: 2,
  address16: 4,
  address32: 8,
  absolute: 16,
} as const;
