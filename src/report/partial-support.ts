/** Model-specific registers and devices that are there and do less than on silicon. */

export interface PartialMsr {
  readonly names: readonly string[];
  readonly why: string;
  /** Opcodes of the instructions that would use it, as long as they are absent. */
  readonly withoutOpcodes: string;
}

/** None at present: every register here has the instructions that use it. */
export const partialMsrs: readonly PartialMsr[] = [];

/** By the name of the device. */
// prettier-ignore
export const partialDevices: Readonly<Record<string, string>> = {
  uart:   'nothing is ever received',
  fw_cfg: 'ports without DMA; few of the keys that QEMU has',
};
