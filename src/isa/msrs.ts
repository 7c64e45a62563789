/** Model-specific registers (SDM 4 chapter 2): where each lies and which bits may be written. */
import { cpuCell, segment, segmentCell } from '../memory/layout.ts';
import type { FeatureName } from './features.ts';
import { isFeature } from './features.ts';

export interface MsrRow {
  readonly number: number;
  readonly name: string;
  /** Who has its value: a 64-bit cell in the CPU's state at this offset, the machine, a device. */
  readonly keeper: number | 'machine' | 'device';
  /** Bits a guest may change; others must be written as they are (zero to a device), or #GP. */
  readonly writable: bigint;
  /** Addresses must be canonical. */
  readonly canonical: boolean;
  /** What else is #GP: any write, or any read. */
  readonly only: 'read' | 'write' | undefined;
  /** It exists only in a CPU that has this. */
  readonly feature: FeatureName | undefined;
}

const row = (
  number: number,
  name: string,
  keeper: MsrRow['keeper'],
  writable: bigint,
  traits = '',
): MsrRow => {
  const words = traits.split(' ');
  const feature = words.find((word) => word.startsWith('@'))?.slice(1);
  return {
    number,
    name,
    keeper,
    writable,
    canonical: words.includes('canonical'),
    only: words.includes('read') ? 'read' : words.includes('write') ? 'write' : undefined,
    feature: feature !== undefined && isFeature(feature) ? feature : undefined,
  };
};

const all = 2n ** 64n - 1n;

/** A register of the x2APIC: the first is at 0x800 (SDM 3A table 11-6). */
const apic = (index: number, name: string, writable: bigint, only = ''): MsrRow =>
  row(0x800 + index, `IA32_X2APIC_${name}`, 'device', writable, `@x2apic ${only}`);

const vectorWords = [0, 1, 2, 3, 4, 5, 6, 7];

// prettier-ignore
const x2apic: readonly MsrRow[] = [
  apic(0x02, 'APICID', 0n, 'read'),          apic(0x03, 'VERSION', 0n, 'read'),
  apic(0x08, 'TPR', 0xffn),                  apic(0x0a, 'PPR', 0n, 'read'),
  apic(0x0b, 'EOI', 0n, 'write'),            apic(0x0d, 'LDR', 0n, 'read'),
  apic(0x0f, 'SIVR', 0x3ffn),
  ...['ISR', 'TMR', 'IRR'].flatMap((name, set) => vectorWords.map((word) =>
    apic(0x10 + set * 8 + word, `${name}${word}`, 0n, 'read'))),
  apic(0x28, 'ESR', 0n),                     apic(0x30, 'ICR', 0xffff_ffff_000c_cfffn),
  apic(0x32, 'LVT_TIMER', 0x710ffn),         apic(0x33, 'LVT_THERMAL', 0x117ffn),
  apic(0x34, 'LVT_PMI', 0x117ffn),           apic(0x35, 'LVT_LINT0', 0x1f7ffn),
  apic(0x36, 'LVT_LINT1', 0x1f7ffn),         apic(0x37, 'LVT_ERROR', 0x110ffn),
  apic(0x38, 'INIT_COUNT', 0xffff_ffffn),    apic(0x39, 'CUR_COUNT', 0n, 'read'),
  apic(0x3e, 'DIV_CONF', 0xbn),              apic(0x3f, 'SELF_IPI', 0xffn, 'write'),
];

// prettier-ignore
export const msrs: readonly MsrRow[] = [
  row(0x10,       'IA32_TIME_STAMP_COUNTER', 'machine', all),
  row(0x1b,       'IA32_APIC_BASE',      'device', 0x0000_00ff_ffff_fd00n),
  row(0x8b,       'IA32_BIOS_SIGN_ID',   'machine', all),
  row(0x174,      'IA32_SYSENTER_CS',    cpuCell.sysenterCs, all),
  row(0x175,      'IA32_SYSENTER_ESP',   cpuCell.sysenterEsp, all, 'canonical'),
  row(0x176,      'IA32_SYSENTER_EIP',   cpuCell.sysenterEip, all, 'canonical'),
  row(0x179,      'IA32_MCG_CAP',        cpuCell.mcgCap, 0n, 'read'),
  row(0x17a,      'IA32_MCG_STATUS',     cpuCell.mcgStatus, 7n),
  row(0x17b,      'IA32_MCG_CTL',        cpuCell.mcgCtl, all),
  row(0x1a0,      'IA32_MISC_ENABLE',    cpuCell.miscEnable, all),
  row(0x277,      'IA32_PAT',            cpuCell.pat, 0x0707_0707_0707_0707n),
  ...[0, 1, 2, 3].flatMap((bank) => ['CTL', 'STATUS', 'ADDR', 'MISC'].map((part, at) =>
    row(0x400 + bank * 4 + at, `IA32_MC${bank}_${part}`, cpuCell.machineCheckBanks + bank * 32 + at * 8, all))),
  row(0x6e0,      'IA32_TSC_DEADLINE',   'device', all, '@tsc-deadline'),
  ...x2apic,
  row(0xc0000080, 'IA32_EFER',           cpuCell.efer, 0xd01n),
  row(0xc0000081, 'IA32_STAR',           cpuCell.star, all),
  row(0xc0000082, 'IA32_LSTAR',          cpuCell.lstar, all, 'canonical'),
  row(0xc0000083, 'IA32_CSTAR',          cpuCell.cstar, all, 'canonical'),
  row(0xc0000084, 'IA32_FMASK',          cpuCell.sfmask, 0xffff_ffffn),
  row(0xc0000100, 'IA32_FS_BASE',        segment('fs') + segmentCell.base, all, 'canonical'),
  row(0xc0000101, 'IA32_GS_BASE',        segment('gs') + segmentCell.base, all, 'canonical'),
  row(0xc0000102, 'IA32_KERNEL_GS_BASE', cpuCell.kernelGsBase, all, 'canonical'),
  row(0xc0000103, 'IA32_TSC_AUX',        cpuCell.tscAux, 0xffff_ffffn),
  row(0xc0010114, 'VM_CR',               cpuCell.vmCr, 0x1fn, '@svm'),
  row(0xc0010117, 'VM_HSAVE_PA',         cpuCell.hostSave, 0xff_ffff_f000n, '@svm'),
];

export const msr = {
  timeStampCounter: 0x10,
  biosSignature: 0x8b,
  efer: 0xc0000080,
  vmCr: 0xc0010114,
} as const;

export const msrByNumber: ReadonlyMap<number, MsrRow> = new Map(msrs.map((r) => [r.number, r]));
