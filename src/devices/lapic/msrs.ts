/** A local APIC by model-specific registers: its base, x2APIC mode, deadlines (SDM 3A 11.12). */
import type { Access } from './access.ts';
import { read, write } from './access.ts';
import { announce } from './priority.ts';
import type { ApicMode } from './registers.ts';
import { baseFlag, register, resetRegisters } from './registers.ts';
import { settleTimer, writeDeadline } from './timer.ts';

const msr = { base: 0x1b, deadline: 0x6e0, x2apicFirst: 0x800, x2apicLast: 0x83f } as const;

/** Registers that the window does not have, or not in this form. */
const x2apic = { command: 0x830, selfInterrupt: 0x83f } as const;
const toSelf = 0x40000;

const offsetOf = (number: number): number => (number - msr.x2apicFirst) << 4;
const isX2apic = (number: number): boolean => number >= msr.x2apicFirst && number <= msr.x2apicLast;

/** Its value, or undefined: no register of this APIC, or none in this mode. */
export function readMsr(access: Access, number: number): bigint | undefined {
  const { own, context, features } = access;
  if (number === msr.base) return own.base();
  if (number === msr.deadline && features.tscDeadline) {
    settleTimer(own, context);
    return own.deadline();
  }
  if (!isX2apic(number) || own.mode() !== 'x2apic') return undefined;
  const low = BigInt(read(access, offsetOf(number)));
  if (number !== x2apic.command) return low;
  return (BigInt(own.get(register.commandHigh)) << 32n) | low;
}

/** False where the register is not there; its reserved bits have been checked. */
export function writeMsr(access: Access, number: number, value: bigint): boolean {
  const { own, context, features } = access;
  if (number === msr.base) return writeBase(access, value);
  if (number === msr.deadline && features.tscDeadline) {
    writeDeadline(own, value);
    settleTimer(own, context);
    return true;
  }
  if (!isX2apic(number) || own.mode() !== 'x2apic') return false;
  const low = Number(value & 0xffffffffn);
  if (number === x2apic.command) own.set(register.commandHigh, Number(value >> 32n));
  if (number === x2apic.selfInterrupt) write(access, register.commandLow, toSelf | low);
  else write(access, offsetOf(number), low);
  return true;
}

const modeOf = (base: bigint): ApicMode | undefined => {
  const flags = Number(base & 0xfffn);
  const extended = (flags & baseFlag.x2apic) !== 0;
  if ((flags & baseFlag.enable) === 0) return extended ? undefined : 'off';
  return extended ? 'x2apic' : 'xapic';
};

/** Which modes can be entered from a mode (SDM 3A figure 11-26). */
const ways: Readonly<Record<ApicMode, readonly ApicMode[]>> = {
  off: ['off', 'xapic'],
  xapic: ['off', 'xapic', 'x2apic'],
  x2apic: ['off', 'x2apic'],
};

function writeBase({ own, context, features }: Access, value: bigint): boolean {
  const mode = modeOf(value);
  if (mode === undefined || !ways[own.mode()].includes(mode)) return false;
  if (mode === 'x2apic' && !features.x2apic) return false;
  own.setBase(value);
  // An APIC that is switched on again is as after power-on.
  if (mode === 'off') resetRegisters(own);
  const window = own.window();
  context.signal(own.cpu, { kind: 'apic', window, enabled: mode !== 'off' });
  announce(own, context);
  return true;
}
