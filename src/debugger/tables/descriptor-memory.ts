/** Descriptor tables as they lie in memory, of one CPU (SDM 3A 2.4). */
import { linearAddress } from '../../foundation/addresses.ts';
import type { Machine } from '../../machine/machine.ts';

export type CpuMode = 'real' | 'protected' | 'long';

const longModeActive = 1n << 10n;

/** The mode as far as descriptors have another form in it. */
export function descriptorMode(machine: Machine, cpu: number): CpuMode {
  if ((machine.readRegister(cpu, 'cr0') & 1n) === 0n) return 'real';
  return (machine.readRegister(cpu, 'efer') & longModeActive) === 0n ? 'protected' : 'long';
}

/** Bytes from the base of a table to its limit, or as many of them as are mapped. */
export function tableBytes(
  machine: Machine,
  cpu: number,
  name: 'gdtr' | 'idtr' | 'ldtr',
): DataView {
  const base = machine.readRegister(cpu, `${name}_base`);
  const limit = Number(machine.readRegister(cpu, `${name}_limit`) & 0xffffn);
  const bytes = machine.readLinear(cpu, linearAddress(base), limit + 1);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
