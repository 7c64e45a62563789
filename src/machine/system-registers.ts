/** Control and debug registers, MSRs, and what a CPU is doing, as a debugger names them. */
import type { Engine } from '../engine/engine.ts';
import { cpuAddress } from '../engine/engine.ts';
import { msr } from '../isa/msrs.ts';
import { cpuStateBits } from '../isa/registers.ts';
import { component } from '../isa/state-image.ts';
import { guestCell } from '../memory/guest-cells.ts';
import {
  activityMask,
  activityValue,
  cpuCell,
  debugBit,
  modelCell,
  pendingBit,
  shadowBit,
} from '../memory/layout.ts';
import { at, type Place } from './register-place.ts';

/** As RDMSR and WRMSR see it: what would be #GP is refused. */
const modelSpecific = (number: number): Place => ({
  read: (engine, cpu) => engine.readMsr(cpu, number) ?? 0n,
  write: (engine, cpu, value) => engine.writeMsr(cpu, number, value),
});

const closeFastPaths = (engine: Engine, cpu: number): void =>
  engine.exports.closeFastPaths(cpuAddress(cpu));

/** A breakpoint or none may lie in any page now, and the CPU looks for them while one is enabled. */
function arm(engine: Engine, cpu: number): void {
  const { u8 } = engine.memory;
  const activity = cpuAddress(cpu) + cpuCell.activity;
  const looks = (engine.cell(cpu, cpuCell.dr7) & 0xff) === 0 ? 0 : debugBit;
  u8[activity] = ((u8[activity] ?? 0) & ~debugBit) | looks;
  closeFastPaths(engine, cpu);
}

/** DR6 or DR7: bits that are fixed stay so (SDM 3B 18.2.3, 18.2.4). */
const debugStatus = (cell: number, kept: bigint, set: bigint): Place => ({
  read: at(cell, 8).read,
  write: (engine, cpu, value) => at(cell, 8, arm).write(engine, cpu, (value & kept) | set),
});

/** XSETBV: x87 is always enabled, and AVX not without SSE (SDM 2C). */
const extendedControl: Place = {
  read: at(cpuCell.xcr0, 8).read,
  write(engine, cpu, value) {
    const known = BigInt(engine.machineCell(modelCell.xcr0));
    const has = (state: number): boolean => (value & BigInt(state)) !== 0n;
    if ((value & ~known) !== 0n || !has(component.x87)) return false;
    return (
      (!has(component.avx) || has(component.sse)) && at(cpuCell.xcr0, 8).write(engine, cpu, value)
    );
  },
};

/** A register that can only be looked at. */
const shown = (read: Place['read']): Place => ({ read, write: () => false });

function readState(engine: Engine, cpu: number): bigint {
  const byte = (cell: number): number => engine.memory.u8[cpuAddress(cpu) + cell] ?? 0;
  const activity = byte(cpuCell.activity);
  const doing = activity & activityMask;
  const pending = byte(cpuCell.pending);
  const waits = (bit: number): boolean => (pending & bit) !== 0;
  const state: Readonly<Record<(typeof cpuStateBits)[number], boolean>> = {
    HALTED: doing === activityValue.halted,
    WAIT_FOR_SIPI: doing === activityValue.waitForSipi,
    SHUTDOWN: doing === activityValue.shutdown,
    SHADOW: (activity & shadowBit) !== 0,
    NMI_BLOCKED: (engine.cell(cpu, cpuCell.blocked) & 1) !== 0,
    GIF: engine.cell(cpu, guestCell.gifClear) === 0,
    NMI: waits(pendingBit.nmi),
    MC: waits(pendingBit.machineCheck),
    INIT: waits(pendingBit.init),
    SIPI: waits(pendingBit.sipi),
    INTR: waits(pendingBit.intr),
    VINTR: waits(pendingBit.virtual),
    EVENTINJ: waits(pendingBit.injected),
  };
  return cpuStateBits.reduce((sum, name, bit) => sum | (state[name] ? 1n << BigInt(bit) : 0n), 0n);
}

// prettier-ignore
export const systemPlaces: readonly [string, Place][] = [
  ...[0, 1, 2, 3].map((number): [string, Place] => [`dr${number}`, at(cpuCell.dr0 + number * 8, 8, arm)]),
  ['dr6', debugStatus(cpuCell.dr6, 0xf00fn, 0xffff_0ff0n)],
  ['dr7', debugStatus(cpuCell.dr7, 0xffff_2bffn, 0x400n)],
  ['k_gs_base', at(cpuCell.kernelGsBase, 8)],
  ['star', modelSpecific(msr.star)], ['lstar', modelSpecific(msr.lstar)],
  ['cstar', modelSpecific(msr.cstar)], ['sfmask', modelSpecific(msr.sfmask)],
  ['sysenter_cs', modelSpecific(msr.sysenterCs)], ['sysenter_esp', modelSpecific(msr.sysenterEsp)],
  ['sysenter_eip', modelSpecific(msr.sysenterEip)],
  ['pat', modelSpecific(msr.pat)], ['apic_base', modelSpecific(msr.apicBase)],
  ['tsc', modelSpecific(msr.timeStampCounter)], ['tsc_aux', modelSpecific(msr.tscAux)],
  ['mcg_status', modelSpecific(msr.mcgStatus)],
  ['xcr0', extendedControl], ['pkru', at(cpuCell.pkru, 4, closeFastPaths)],
  ['apic_id', shown((engine, cpu) => BigInt(engine.cell(cpu, cpuCell.index)))],
  ['cpu_state', shown(readState)],
  ['guest_asid', shown(at(guestCell.guestAsid, 4).read)],
];
