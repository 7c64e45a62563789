/** Model-specific registers and devices that are there and do less than on silicon. */

export interface PartialMsr {
  readonly names: readonly string[];
  readonly why: string;
  /** Opcodes of the instructions that would use it, as long as they are absent. */
  readonly withoutOpcodes: string;
}

// prettier-ignore
export const partialMsrs: readonly PartialMsr[] = [
  { names: ['IA32_SYSENTER_CS', 'IA32_SYSENTER_ESP', 'IA32_SYSENTER_EIP'],
    why: 'kept; SYSENTER and SYSEXIT are not there', withoutOpcodes: '0F 34-35' },
  { names: ['IA32_STAR', 'IA32_LSTAR', 'IA32_CSTAR', 'IA32_FMASK'],
    why: 'kept; SYSCALL and SYSRET are not there', withoutOpcodes: '0F 05, 0F 07' },
  { names: ['IA32_TSC_AUX'],
    why: 'kept; RDTSCP is not there', withoutOpcodes: '0F 01 F9' },
];

/** By the name of the device. */
// prettier-ignore
export const partialDevices: Readonly<Record<string, string>> = {
  uart:   'nothing is ever received',
  fw_cfg: 'ports without DMA; few of the keys that QEMU has',
};
