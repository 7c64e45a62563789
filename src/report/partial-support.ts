/** Model-specific registers and devices that are there and do less than on silicon. */

export interface PartialMsr {
  readonly names: readonly string[];
  readonly why: string;
}

const numbered = (count: number, ...prefixes: readonly string[]): string[] =>
  prefixes.flatMap((prefix) => Array.from({ length: count }, (_, at) => `${prefix}${at}`));

// prettier-ignore
const fixedRanges = [
  '64K_00000', '16K_80000', '16K_A0000', '4K_C0000', '4K_C8000', '4K_D0000', '4K_D8000',
  '4K_E0000', '4K_E8000', '4K_F0000', '4K_F8000',
].map((range) => `IA32_MTRR_FIX${range}`);

export const partialMsrs: readonly PartialMsr[] = [
  {
    names: [
      'IA32_PAT',
      'IA32_MTRRCAP',
      'IA32_MTRR_DEF_TYPE',
      ...numbered(8, 'IA32_MTRR_PHYSBASE', 'IA32_MTRR_PHYSMASK'),
      ...fixedRanges,
    ],
    why: 'kept and checked, without effect: there are no caches',
  },
  { names: ['IA32_DEBUGCTL'], why: 'LBR and BTF are kept, without effect' },
  { names: numbered(4, 'PERFEVTSEL', 'PERFCTR'), why: 'zero: nothing is counted' },
  {
    names: ['SYSCFG', 'TOP_MEM', 'TOP_MEM2', 'NB_CFG', 'DE_CFG', 'EBL_CR_POWERON'],
    why: 'kept, without effect',
  },
  {
    names: ['CPUID_FEATURES', 'CPUID_EXT_FEATURES'],
    why: 'CPUID says what they hold; nothing else changes, and the password in EDI is not asked for',
  },
  { names: ['VM_CR'], why: 'kept; DPD and DIS_A20M without effect' },
  { names: ['HWCR'], why: 'kept; of its bits only McStatusWrEn has an effect' },
  { names: ['IA32_MISC_ENABLE', 'IA32_BIOS_SIGN_ID'], why: 'without effect' },
];

/** By the name of the device. */
// prettier-ignore
export const partialDevices: Readonly<Record<string, string>> = {
  lapic:  'no SMIs: there is no system management mode',
  'keyboard controller': 'nobody types, and there is no mouse',
  pci:    'no interrupts are routed; PAM registers and the base of power management have no effect',
  fw_cfg: 'ports without DMA; few of the keys that QEMU has',
};
