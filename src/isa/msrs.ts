/** Model-specific registers (SDM 4 chapter 2): where each lies and which bits may be written. */
import { assert } from '../foundation/assert.ts';
import { guestCell } from '../memory/guest-cells.ts';
import { cpuBytes, cpuCell, segment, segmentCell } from '../memory/layout.ts';
import type { CpuModel } from './cpuid.ts';
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
  /** It exists only in a CPU that has this, and only in this vendor's. */
  readonly feature: FeatureName | undefined;
  readonly vendor: CpuModel['vendor'] | undefined;
  /** What it holds at power-on, if not what reset.ts says. */
  readonly initial: bigint;
  /** Bytes that are memory types: all eight, or the lowest; a reserved one is #GP. */
  readonly memoryTypes: 0 | 1 | 8;
  /** Hardware fills it: software may only clear it, on Intel's CPUs or on all. */
  readonly cleared: 'on Intel' | 'everywhere' | undefined;
}

const row = (
  number: number,
  name: string,
  keeper: MsrRow['keeper'],
  writable: bigint,
  traits = '',
  initial = 0n,
): MsrRow => {
  const words = traits.split(' ');
  const has = (word: string): boolean => words.includes(word);
  const feature = words.find((word) => word.startsWith('@'))?.slice(1);
  return {
    number,
    name,
    keeper,
    writable,
    canonical: has('canonical'),
    only: has('read') ? 'read' : has('write') ? 'write' : undefined,
    feature: feature !== undefined && isFeature(feature) ? feature : undefined,
    vendor: has('AMD') ? 'AuthenticAMD' : has('Intel') ? 'GenuineIntel' : undefined,
    initial,
    memoryTypes: has('types') ? 8 : has('type') ? 1 : 0,
    cleared: has('cleared') ? 'everywhere' : has('clearedOnIntel') ? 'on Intel' : undefined,
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

/** Where a register that is only kept has its cell: one after the other. */
const cells = { next: cpuCell.msrs as number };
function kept(number: number, name: string, writable: bigint, traits = '', initial = 0n): MsrRow {
  const cell = cells.next;
  cells.next += 8;
  assert(cells.next <= cpuBytes, 'the kept registers fit into a CPU');
  return row(number, name, cell, writable, traits, initial);
}

const addressBits = 0xff_ffff_f000n;
const rangeCount = 8;
const allTypes = 0x0707_0707_0707_0707n;
const types = {
  writeBack: 0x0606_0606_0606_0606n,
  writeProtected: 0x0505_0505_0505_0505n,
} as const;
/** What firmware leaves: from this address up to 4 GiB nothing is cached. */
const uncachedFrom = 0xe000_0000n;

/**
 * Memory type range registers (SDM 3A 12.11.2), as firmware leaves them. There is no cache: they
 * are kept, and change nothing.
 */
// prettier-ignore
const memoryTypes: readonly MsrRow[] = [
  kept(0xfe,  'IA32_MTRRCAP', 0n, 'read', 0x500n | BigInt(rangeCount)),
  ...Array.from({ length: rangeCount }, (_, range) => [
    kept(0x200 + range * 2, `IA32_MTRR_PHYSBASE${range}`, addressBits | 7n, 'type', range === 0 ? uncachedFrom : 0n),
    kept(0x201 + range * 2, `IA32_MTRR_PHYSMASK${range}`, addressBits | 0x800n, '',
      range === 0 ? (addressBits & ~(2n ** 32n - uncachedFrom - 1n)) | 0x800n : 0n),
  ]).flat(),
  kept(0x250, 'IA32_MTRR_FIX64K_00000', allTypes, 'types', types.writeBack),
  kept(0x258, 'IA32_MTRR_FIX16K_80000', allTypes, 'types', types.writeBack),
  kept(0x259, 'IA32_MTRR_FIX16K_A0000', allTypes, 'types'),
  ...['C0000', 'C8000', 'D0000', 'D8000', 'E0000', 'E8000', 'F0000', 'F8000'].map((at, index) =>
    kept(0x268 + index, `IA32_MTRR_FIX4K_${at}`, allTypes, 'types', types.writeProtected)),
  kept(0x2ff, 'IA32_MTRR_DEF_TYPE', 0xc07n, 'type', 0xc06n),
];

/** What Xen and Linux read or write as they boot on the CPUs that these models are. */
// prettier-ignore
const vendors: readonly MsrRow[] = [
  row(0x17,        'IA32_PLATFORM_ID',       'machine', 0n, 'Intel read'),
  kept(0x2a,       'EBL_CR_POWERON',         all, 'Intel'),
  row(0x3a,        'IA32_FEATURE_CONTROL',   'machine', 0n, 'Intel read', 1n),
  row(0xce,        'PLATFORM_INFO',          'machine', 0n, 'Intel read'),
  kept(0x1d9,      'IA32_DEBUGCTL',          3n),
  ...[0, 1, 2, 3].map((counter) => row(0xc0010000 + counter, `PERFEVTSEL${counter}`, 'machine', all, 'AMD')),
  ...[0, 1, 2, 3].map((counter) => row(0xc0010004 + counter, `PERFCTR${counter}`, 'machine', all, 'AMD')),
  kept(0xc0010010, 'SYSCFG',                 0x7f_ffffn, 'AMD'),
  kept(0xc0010015, 'HWCR',                   0xffff_ffffn, 'AMD'),
  kept(0xc001001a, 'TOP_MEM',                0xff_ff80_0000n, 'AMD'),
  kept(0xc001001d, 'TOP_MEM2',               0xff_ff80_0000n, 'AMD'),
  kept(0xc001001f, 'NB_CFG',                 all, 'AMD'),
  row(0xc0010055,  'INT_PENDING_MSG',        'machine', 0n, 'AMD read'),
  row(0xc0010140,  'OSVW_ID_LENGTH',         'machine', 0n, 'AMD read'),
  row(0xc0010141,  'OSVW_STATUS',            'machine', 0n, 'AMD read'),
  kept(0xc0011004, 'CPUID_FEATURES',         all, 'AMD'),
  kept(0xc0011005, 'CPUID_EXT_FEATURES',     all, 'AMD'),
  kept(0xc0011029, 'DE_CFG',                 2n, 'AMD', 2n),
];

/** Registers of one machine check bank (SDM 3B 16.3.2; APM 2 9.3.2). */
const bankParts = [
  ['CTL', ''],
  ['STATUS', 'cleared'],
  ['ADDR', 'clearedOnIntel'],
  ['MISC', 'clearedOnIntel'],
] as const;
/** How many banks there are: the low byte of MCG_CAP. Xen reads the fifth one on AMD unasked. */
export const machineCheckBankCount = 10;
const banks = Array.from({ length: machineCheckBankCount }, (_, bank) =>
  bankParts.map(([part, traits], at) => {
    const cell = cpuCell.machineCheckBanks + bank * 32 + at * 8;
    return row(0x400 + bank * 4 + at, `IA32_MC${bank}_${part}`, cell, all, traits);
  }),
).flat();

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
  row(0x277,      'IA32_PAT',            cpuCell.pat, allTypes, 'types'),
  ...memoryTypes,
  ...banks,
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
  ...vendors,
  row(0xc0010114, 'VM_CR',               guestCell.vmCr, 0x1fn, '@svm'),
  row(0xc0010117, 'VM_HSAVE_PA',         guestCell.hostSave, 0xff_ffff_f000n, '@svm'),
];

export const msr = {
  timeStampCounter: 0x10,
  apicBase: 0x1b,
  biosSignature: 0x8b,
  sysenterCs: 0x174,
  sysenterEsp: 0x175,
  sysenterEip: 0x176,
  mcgStatus: 0x17a,
  pat: 0x277,
  efer: 0xc0000080,
  star: 0xc0000081,
  lstar: 0xc0000082,
  cstar: 0xc0000083,
  sfmask: 0xc0000084,
  tscAux: 0xc0000103,
  hardwareConfiguration: 0xc0010015,
  topMemory: 0xc001001a,
  vmCr: 0xc0010114,
  features: 0xc0011004,
  extendedFeatures: 0xc0011005,
} as const;

/**
 * ECX and EDX of these CPUID leaves are what the register holds, ECX in its upper half: AMD lets
 * software override them (BKDG, MSRC001_1004). The CPUs of all makers have the cells.
 */
export const featureOverrides = [
  { leaf: 1, number: msr.features },
  { leaf: 0x80000001, number: msr.extendedFeatures },
] as const;

export const msrByNumber: ReadonlyMap<number, MsrRow> = new Map(msrs.map((r) => [r.number, r]));

/** Where a register's value is in a CPU's state; a defect where it is elsewhere. */
export function msrCell(number: number): number {
  const keeper = msrByNumber.get(number)?.keeper;
  assert(typeof keeper === 'number', `MSR ${number} has a cell`);
  return keeper;
}
