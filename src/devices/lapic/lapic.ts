/** The local APICs of all CPUs: each CPU finds its own, in a window or in MSRs (SDM 3A chapter 11). */
import { assert, present } from '../../foundation/assert.ts';
import type { Device, DeviceContext, DeviceFactory } from '../device.ts';
import type { Access, ApicFeatures } from './access.ts';
import { readPart, writeTaskPriority, writeWhole } from './access.ts';
import { describeLapic } from './describe.ts';
import { receive } from './interprocessor.ts';
import { readMsr, writeMsr } from './msrs.ts';
import { acknowledge, announce, setLocalPin } from './priority.ts';
import type { LapicRegisters } from './registers.ts';
import {
  lapicBase,
  lapicRegisters,
  lapicStateBytes,
  register,
  resetBase,
  resetRegisters,
  windowBytes,
} from './registers.ts';
import { settleTimer, timerDeadline } from './timer.ts';

/**
 * The local APICs of `cpuCount` CPUs; the APIC id of a CPU is its index. Pins LINT0 and LINT1 of
 * CPU n are 2n and 2n + 1.
 */
export const lapic = (
  cpuCount: number,
  features: ApicFeatures = { x2apic: true, tscDeadline: true },
): DeviceFactory => ({
  stateBytes: cpuCount * lapicStateBytes,
  create: (context) => create(context, features),
});

function create(context: DeviceContext, features: ApicFeatures): Device {
  assert(context.state.byteLength >= context.cpuCount * lapicStateBytes, 'one lapic for each cpu');
  const all = Array.from({ length: context.cpuCount }, (_, cpu) =>
    lapicRegisters(context.state, cpu),
  );
  for (const one of all) {
    resetBase(one);
    resetRegisters(one);
  }
  leaveAsFirmwareDoes(all);
  const access = (cpu: number): Access => ({ own: ofCpu(all, cpu), all, context, features });
  return {
    name: 'lapic',
    help: 'the local APICs and x2APICs: IPIs, priorities, a timer at 1 GHz; each CPU sees its own',
    stateBytes: context.cpuCount * lapicStateBytes,
    window: { base: lapicBase, bytes: windowBytes },
    windowOf: (cpu) => ofCpu(all, cpu).window(),
    readMemory: (offset, bytes, cpu) => readPart(access(cpu), offset, bytes),
    writeMemory: (offset, bytes, value, cpu) => writeWhole(access(cpu), offset, bytes, value),
    readMsr: (number, cpu) => readMsr(access(cpu), number),
    writeMsr: (number, value, cpu) => writeMsr(access(cpu), number, value),
    taskPriority: (cpu) => ofCpu(all, cpu).get(register.taskPriority),
    setTaskPriority: (cpu, priority) => writeTaskPriority(access(cpu), priority),
    deadline: () => earliest(all, context),
    advance: () => all.forEach((one) => settleTimer(one, context)),
    acknowledge: (cpu) => acknowledge(ofCpu(all, cpu), context),
    initialise(cpu) {
      resetRegisters(ofCpu(all, cpu));
      announce(ofCpu(all, cpu), context);
    },
    describe: () => all.flatMap((one) => describeLapic(one, context)),
    receiveInterrupt: (message) => receive(message, all, context),
    input: (pin, high) => setLocalPin(ofCpu(all, pin >> 1), pin & 1, high, context),
  };
}

// The machine starts where firmware hands over: the boot CPU's APIC is enabled, its LINT0 passes
// the 8259 through and its LINT1 is NMI. Xen sends itself an NMI before it programs anything.
function leaveAsFirmwareDoes(all: readonly LapicRegisters[]): void {
  const boot = ofCpu(all, 0);
  boot.set(register.spuriousVector, 0x1ff);
  boot.set(register.lint0, 0x8700);
  boot.set(register.lint1, 0x8400);
}

const ofCpu = (all: readonly LapicRegisters[], cpu: number): LapicRegisters =>
  present(all[cpu], `lapic of cpu ${cpu}`);

function earliest(all: readonly LapicRegisters[], context: DeviceContext): number | undefined {
  let first: number | undefined;
  for (const one of all) {
    const due = timerDeadline(one, context);
    if (due !== undefined && (first === undefined || due < first)) first = due;
  }
  return first;
}
