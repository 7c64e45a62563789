/** The virtual machine control block: where its fields lie, and exit codes (APM 2 appendix B, C). */
import { cpuCell, segment } from '../../memory/layout.ts';

/** Fields of the control area. */
export const control = {
  /** 160 bits: bit n asks for exit code n. */
  intercepts: 0x000,
  ioPermissions: 0x040,
  msrPermissions: 0x048,
  tscOffset: 0x050,
  asid: 0x058,
  virtualInterrupt: 0x060,
  interruptShadow: 0x068,
  exitCode: 0x070,
  exitInfo1: 0x078,
  exitInfo2: 0x080,
  exitIntInfo: 0x088,
  nestedPaging: 0x090,
  eventInjection: 0x0a8,
  nestedCr3: 0x0b0,
  nextRip: 0x0c8,
} as const;

export const interceptWords = 5;

/** The quadword at `virtualInterrupt` (APM 2 15.21). */
export const virtualBit = {
  irq: 1n << 8n,
  ignoreTpr: 1n << 20n,
  masking: 1n << 24n,
} as const;
export const virtualShift = { priority: 16, vector: 32 } as const;

/** EVENTINJ and EXITINTINFO: vector, type, and bits; the error code is the upper half. */
export const eventType = { interrupt: 0, nmi: 2, exception: 3, software: 4 } as const;
export const eventTypeShift = 8;
export const eventBit = { errorCode: 1 << 11, valid: 2 ** 31 } as const;

/** A register of 8 bytes: its place in the VMCB, and in a CPU. */
export interface SavedRegister {
  readonly at: number;
  readonly cell: number;
  /** An address, which VMRUN and VMLOAD make canonical. */
  readonly address?: true;
}

/** A segment or table register: 16 bytes in the VMCB. */
export interface SavedSegment {
  readonly at: number;
  readonly cell: number;
}

/** What guest and host have one each of: exchanged by VMRUN and #VMEXIT. */
// prettier-ignore
export const exchangedSegments: readonly SavedSegment[] = [
  { at: 0x400, cell: segment('es') }, { at: 0x410, cell: segment('cs') },
  { at: 0x420, cell: segment('ss') }, { at: 0x430, cell: segment('ds') },
];

/** Base and limit only. */
export const exchangedTables = [
  { at: 0x460, base: cpuCell.gdtrBase, limit: cpuCell.gdtrLimit },
  { at: 0x480, base: cpuCell.idtrBase, limit: cpuCell.idtrLimit },
] as const;

// prettier-ignore
export const exchangedRegisters: readonly SavedRegister[] = [
  { at: 0x4d0, cell: cpuCell.efer }, { at: 0x548, cell: cpuCell.cr4 },
  { at: 0x550, cell: cpuCell.cr3 },  { at: 0x558, cell: cpuCell.cr0 },
  { at: 0x578, cell: cpuCell.rip },  { at: 0x5d8, cell: cpuCell.rsp },
  { at: 0x5f8, cell: cpuCell.registers },
];

/** Loaded by VMRUN, stored by #VMEXIT; nobody brings back the host's. */
// prettier-ignore
export const guestRegisters: readonly SavedRegister[] = [
  { at: 0x560, cell: cpuCell.dr7 }, { at: 0x568, cell: cpuCell.dr6 },
  { at: 0x640, cell: cpuCell.cr2 },
];

/** What VMLOAD and VMSAVE move, and VMRUN leaves alone (APM 2 15.5.2). */
// prettier-ignore
export const additionalSegments: readonly SavedSegment[] = [
  { at: 0x440, cell: segment('fs') },   { at: 0x450, cell: segment('gs') },
  { at: 0x470, cell: segment('ldtr') }, { at: 0x490, cell: segment('tr') },
];
// prettier-ignore
export const additionalRegisters: readonly SavedRegister[] = [
  { at: 0x600, cell: cpuCell.star },         { at: 0x608, cell: cpuCell.lstar, address: true },
  { at: 0x610, cell: cpuCell.cstar, address: true }, { at: 0x618, cell: cpuCell.sfmask },
  { at: 0x620, cell: cpuCell.kernelGsBase, address: true },
  { at: 0x628, cell: cpuCell.sysenterCs },
  { at: 0x630, cell: cpuCell.sysenterEsp, address: true },
  { at: 0x638, cell: cpuCell.sysenterEip, address: true },
];

/** Parts of the save area that no table has. */
export const save = { cpl: 0x4cb, rflags: 0x570, pat: 0x668 } as const;

/** Exit codes (APM 2 appendix C); below 0xa0 each is also the place of its bit in `intercepts`. */
// prettier-ignore
export const exit = {
  readCr: 0x00, writeCr: 0x10, readDr: 0x20, writeDr: 0x30, exception: 0x40,
  intr: 0x60, nmi: 0x61, init: 0x63, virtual: 0x64, cr0Selective: 0x65,
  readIdtr: 0x66, readGdtr: 0x67, readLdtr: 0x68, readTr: 0x69,
  writeIdtr: 0x6a, writeGdtr: 0x6b, writeLdtr: 0x6c, writeTr: 0x6d,
  rdtsc: 0x6e, rdpmc: 0x6f, pushf: 0x70, popf: 0x71, cpuid: 0x72, rsm: 0x73, iret: 0x74,
  softwareInterrupt: 0x75, invd: 0x76, pause: 0x77, hlt: 0x78, invlpg: 0x79, invlpga: 0x7a,
  io: 0x7b, msr: 0x7c, taskSwitch: 0x7d, shutdown: 0x7f,
  vmrun: 0x80, vmmcall: 0x81, vmload: 0x82, vmsave: 0x83, stgi: 0x84, clgi: 0x85, skinit: 0x86,
  rdtscp: 0x87, icebp: 0x88, wbinvd: 0x89, monitor: 0x8a, mwait: 0x8b, xsetbv: 0x8d,
  nestedPageFault: 0x400, invalid: -1,
} as const;
