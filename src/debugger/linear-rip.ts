/**
 * The registers as gdb means them: it takes rip for the address of the next instruction, to read
 * memory there and to match breakpoints. Outside of long mode that address counts from CS base.
 */
import type { Machine } from '../machine/machine.ts';

const longModeActive = 1n << 10n;
const low32 = (value: bigint): bigint => BigInt.asUintN(32, value);

/** CS base where it counts; in long mode it does not (SDM 1 3.3.7.1), nor in its flat 32-bit code. */
function codeBase(machine: Machine, cpu: number): bigint {
  const isLong = (machine.readRegister(cpu, 'efer') & longModeActive) !== 0n;
  return isLong ? 0n : machine.readRegister(cpu, 'cs_base');
}

/** A register by its name; rip is linear. */
export function readForGdb(machine: Machine, cpu: number, name: string): bigint {
  const value = machine.readRegister(cpu, name);
  const base = name === 'rip' ? codeBase(machine, cpu) : 0n;
  return base === 0n ? value : low32(base + value);
}

/** The reverse: what was read may be written back, and nothing changes. False if it cannot be. */
export function writeForGdb(machine: Machine, cpu: number, name: string, value: bigint): boolean {
  const base = name === 'rip' ? codeBase(machine, cpu) : 0n;
  return machine.writeRegister(cpu, name, base === 0n ? value : low32(value - base));
}
