/** Which interrupt a local APIC offers its CPU: request, service, priority (SDM 3A 11.8). */
import type { DeviceContext, InterruptMessage } from '../device.ts';
import type { LapicRegisters } from './registers.ts';
import {
  clearVector,
  hasVector,
  highestVector,
  isEnabled,
  localVectors,
  masked,
  register,
  setVector,
} from './registers.ts';

/** Bits of the error status register (SDM 3A 11.5.3). */
export const apicError = {
  sentIllegal: 0x20,
  receivedIllegal: 0x40,
  illegalRegister: 0x80,
} as const;

const lowestLegalVector = 16;

/** The processor priority: the higher of the task priority and the class in service. */
export function processorPriority(lapic: LapicRegisters): number {
  const task = lapic.get(register.taskPriority) & 0xff;
  const serving = Math.max(0, highestVector(lapic, register.inService)) & 0xf0;
  return task >> 4 >= serving >> 4 ? task : serving;
}

/** Tells the CPU when a deliverable interrupt has come or gone. */
export function announce(lapic: LapicRegisters, context: DeviceContext): void {
  const asserted = deliverable(lapic) !== -1 || external(lapic);
  if (asserted === lapic.asserted()) return;
  lapic.setAsserted(asserted);
  context.signal(lapic.cpu, { kind: 'intr', asserted });
}

/** A fixed interrupt arrives; an APIC that is switched off loses it. */
export function accept(
  lapic: LapicRegisters,
  { vector, levelTriggered }: Pick<InterruptMessage, 'vector' | 'levelTriggered'>,
  context: DeviceContext,
): void {
  if (!isEnabled(lapic)) return;
  if (vector < lowestLegalVector) {
    reportError(lapic, apicError.receivedIllegal, context);
    return;
  }
  setVector(lapic, register.requested, vector);
  (levelTriggered ? setVector : clearVector)(lapic, register.triggerMode, vector);
  announce(lapic, context);
}

/**
 * The CPU takes the interrupt: its vector, or the spurious one if it went away meanwhile. What the
 * 8259s have comes after what the APIC has itself.
 */
export function acknowledge(lapic: LapicRegisters, context: DeviceContext): number {
  const vector = deliverable(lapic);
  if (vector === -1) {
    if (external(lapic)) return acknowledgeExternal(lapic, context);
    return lapic.get(register.spuriousVector) & 0xff;
  }
  clearVector(lapic, register.requested, vector);
  setVector(lapic, register.inService, vector);
  announce(lapic, context);
  return vector;
}

function acknowledgeExternal(lapic: LapicRegisters, context: DeviceContext): number {
  lapic.setLines(lapic.lines() & ~externalLatch);
  const vector = context.externalVector();
  announce(lapic, context);
  return vector;
}

/** Ends the interrupt of highest priority in service. */
export function endOfInterrupt(lapic: LapicRegisters, context: DeviceContext): void {
  const vector = highestVector(lapic, register.inService);
  if (vector === -1) return;
  clearVector(lapic, register.inService, vector);
  if (hasVector(lapic, register.triggerMode, vector)) context.broadcastEnd(vector);
  announce(lapic, context);
}

/** Notes an error for the error status register and raises the error interrupt if wanted. */
export function reportError(lapic: LapicRegisters, bit: number, context: DeviceContext): void {
  const before = lapic.pendingErrors();
  lapic.setPendingErrors(before | bit);
  // The error interrupt may itself have an illegal vector: it must not report that for ever.
  if (before === 0) raiseLocal(lapic, register.error, context);
}

/** Raises the local interrupt whose local vector table entry is at `offset`, unless masked. */
export function raiseLocal(lapic: LapicRegisters, offset: number, context: DeviceContext): void {
  const entry = lapic.get(offset);
  if ((entry & masked) !== 0 || !localVectors.has(offset)) return;
  const mode = (entry >> 8) & 7;
  if (mode === localMode.nmi) context.signal(lapic.cpu, { kind: 'nmi' });
  else if (mode === localMode.init) context.signal(lapic.cpu, { kind: 'init' });
  else if (mode === localMode.smi) {
    context.unknown(`lapic: SMI to CPU ${lapic.cpu}, which has no such mode`);
  } else if (mode === localMode.fixed) {
    accept(lapic, { vector: entry & 0xff, levelTriggered: false }, context);
  } else if (mode !== localMode.external) {
    context.unknown(`lapic: local interrupt with delivery mode ${mode}`);
  }
}

/** Pin LINT0 or LINT1 (0 or 1) changes: an edge raises its interrupt, ExtINT follows the level. */
export function setLocalPin(
  lapic: LapicRegisters,
  pin: number,
  high: boolean,
  context: DeviceContext,
): void {
  const bit = 1 << pin;
  const rises = high && (lapic.lines() & bit) === 0;
  lapic.setLines(high ? lapic.lines() | bit : lapic.lines() & ~bit);
  // Without an APIC the pins are INTR and NMI (SDM 3A 11.4.3).
  if (rises && lapic.mode() === 'off') {
    if (pin === 1) context.signal(lapic.cpu, { kind: 'nmi' });
  } else if (rises) raiseLocal(lapic, pin === 0 ? register.lint0 : register.lint1, context);
  announce(lapic, context);
}

/** Delivery modes of the local vector table (SDM 3A 11.5.1). */
const localMode = { fixed: 0, smi: 2, nmi: 4, init: 5, external: 7 } as const;

/** Beside the levels of the LINT pins: an IOAPIC has sent an ExtINT message. */
export const externalLatch = 4;

/** Whether the 8259s ask through a LINT pin that is set to ExtINT; the priority does not matter. */
function external(lapic: LapicRegisters): boolean {
  const lines = lapic.lines();
  if (lines === 0) return false;
  if ((lines & externalLatch) !== 0) return true;
  if (lapic.mode() === 'off') return (lines & 1) !== 0;
  return [register.lint0, register.lint1].some((offset, pin) => {
    const wanted = lapic.get(offset) & (masked | 0x700);
    return ((lines >> pin) & 1) !== 0 && wanted === localMode.external << 8;
  });
}

function deliverable(lapic: LapicRegisters): number {
  if (!isEnabled(lapic)) return -1;
  const vector = highestVector(lapic, register.requested);
  return vector >> 4 > processorPriority(lapic) >> 4 ? vector : -1;
}
