/** Model-specific registers (SDM 4 chapter 2): where each lies and which bits may be written. */
import { cpuCell, segment, segmentCell } from '../memory/layout.ts';

export interface MsrRow {
  readonly number: number;
  readonly name: string;
  /** Offset of its 64-bit cell in a CPU's state; undefined: the machine answers. */
  readonly cell: number | undefined;
  /** Bits a guest may change; others must be written as they are, or #GP. */
  readonly writable: bigint;
  /** Addresses must be canonical. */
  readonly canonical: boolean;
  /** There is only with SVM. */
  readonly svm: boolean;
}

const row = (
  number: number,
  name: string,
  cell: number | undefined,
  writable: bigint,
  traits = '',
): MsrRow => ({
  number,
  name,
  cell,
  writable,
  canonical: traits.includes('canonical'),
  svm: traits.includes('svm'),
});

const all = 2n ** 64n - 1n;

// prettier-ignore
export const msrs: readonly MsrRow[] = [
  row(0x10,       'IA32_TIME_STAMP_COUNTER', undefined, all),
  row(0x1b,       'IA32_APIC_BASE',      cpuCell.apicBase, 0x0000_00ff_ffff_f900n),
  row(0x8b,       'IA32_BIOS_SIGN_ID',   undefined, all),
  row(0x174,      'IA32_SYSENTER_CS',    cpuCell.sysenterCs, all),
  row(0x175,      'IA32_SYSENTER_ESP',   cpuCell.sysenterEsp, all, 'canonical'),
  row(0x176,      'IA32_SYSENTER_EIP',   cpuCell.sysenterEip, all, 'canonical'),
  row(0x179,      'IA32_MCG_CAP',        cpuCell.mcgCap, 0n),
  row(0x17a,      'IA32_MCG_STATUS',     cpuCell.mcgStatus, 7n),
  row(0x17b,      'IA32_MCG_CTL',        cpuCell.mcgCtl, all),
  row(0x1a0,      'IA32_MISC_ENABLE',    cpuCell.miscEnable, all),
  row(0x277,      'IA32_PAT',            cpuCell.pat, 0x0707_0707_0707_0707n),
  ...[0, 1, 2, 3].flatMap((bank) => ['CTL', 'STATUS', 'ADDR', 'MISC'].map((part, at) =>
    row(0x400 + bank * 4 + at, `IA32_MC${bank}_${part}`, cpuCell.machineCheckBanks + bank * 32 + at * 8, all))),
  row(0xc0000080, 'IA32_EFER',           cpuCell.efer, 0xd01n),
  row(0xc0000081, 'IA32_STAR',           cpuCell.star, all),
  row(0xc0000082, 'IA32_LSTAR',          cpuCell.lstar, all, 'canonical'),
  row(0xc0000083, 'IA32_CSTAR',          cpuCell.cstar, all, 'canonical'),
  row(0xc0000084, 'IA32_FMASK',          cpuCell.sfmask, 0xffff_ffffn),
  row(0xc0000100, 'IA32_FS_BASE',        segment('fs') + segmentCell.base, all, 'canonical'),
  row(0xc0000101, 'IA32_GS_BASE',        segment('gs') + segmentCell.base, all, 'canonical'),
  row(0xc0000102, 'IA32_KERNEL_GS_BASE', cpuCell.kernelGsBase, all, 'canonical'),
  row(0xc0000103, 'IA32_TSC_AUX',        cpuCell.tscAux, 0xffff_ffffn),
  row(0xc0010114, 'VM_CR',               cpuCell.vmCr, 0x1fn, 'svm'),
  row(0xc0010117, 'VM_HSAVE_PA',         cpuCell.hostSave, 0xff_ffff_f000n, 'svm'),
];

export const msr = {
  timeStampCounter: 0x10,
  apicBase: 0x1b,
  biosSignature: 0x8b,
  efer: 0xc0000080,
  vmCr: 0xc0010114,
} as const;

export const msrByNumber: ReadonlyMap<number, MsrRow> = new Map(msrs.map((r) => [r.number, r]));
