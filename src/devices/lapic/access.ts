/** Registers of a local APIC as its CPU reads and writes them (SDM 3A 11.4.1). */
import type { DeviceContext } from '../device.ts';
import { commandWritable, logicalId, sendCommand } from './interprocessor.ts';
import { announce, apicError, endOfInterrupt, processorPriority, reportError } from './priority.ts';
import type { LapicRegisters } from './registers.ts';
import { isEnabled, localVectors, masked, register } from './registers.ts';
import {
  currentCount,
  settleTimer,
  timerMode,
  writeDivide,
  writeInitialCount,
  writeTimerVector,
} from './timer.ts';

/** What these APICs have beyond the first ones. */
export interface ApicFeatures {
  readonly x2apic: boolean;
  readonly tscDeadline: boolean;
}

/** An access of a CPU to its own registers. */
export interface Access {
  readonly own: LapicRegisters;
  readonly all: readonly LapicRegisters[];
  readonly context: DeviceContext;
  readonly features: ApicFeatures;
}

const hex = (value: number): string => `0x${value.toString(16)}`;

/** Registers are 4 bytes on 16-byte boundaries; a narrower read gives that part of one. */
export function readPart(access: Access, offset: number, bytes: number): number {
  if ((offset & 0xc) !== 0 || offset > 0x3f0) return illegal(access, 'read', offset);
  const value = read(access, offset & ~0xf) >>> (8 * (offset & 3));
  return bytes === 4 ? value : value & (2 ** (8 * bytes) - 1);
}

/** A write through the window; anything but a whole register is lost, and named. */
export function writeWhole(access: Access, offset: number, bytes: number, value: number): void {
  if (bytes !== 4 || (offset & 0xf) !== 0 || offset > 0x3f0) illegal(access, 'write', offset);
  else write(access, offset, value);
}

function illegal({ own, context }: Access, what: 'read' | 'write', offset: number): 0 {
  context.unknown(`lapic: ${what} of reserved register ${hex(offset)}`);
  reportError(own, apicError.illegalRegister, context);
  return 0;
}

const plainlyReadable: ReadonlySet<number> = new Set<number>([
  ...Object.values(register),
  ...[register.inService, register.triggerMode, register.requested].flatMap((base) =>
    Array.from({ length: 8 }, (_, word) => base + 16 * word),
  ),
]);

/** The register at `offset` of the window: 32 bits. */
export function read(access: Access, offset: number): number {
  const { own, context } = access;
  if (offset === register.processorPriority) return processorPriority(own);
  if (offset === register.timerCurrent) {
    settleTimer(own, context);
    return currentCount(own, context.now());
  }
  if (own.mode() === 'x2apic') {
    if (offset === register.id) return own.cpu;
    if (offset === register.logicalDestination) return logicalId(own);
  }
  return plainlyReadable.has(offset) ? own.get(offset) : illegal(access, 'read', offset);
}

type Write = (access: Access, value: number) => void;

/** Every register that software may write, beside the local vectors. */
const writes: ReadonlyMap<number, Write> = new Map<number, Write>([
  [register.taskPriority, writeTaskPriority],
  [register.endOfInterrupt, ({ own, context }) => endOfInterrupt(own, context)],
  [
    register.logicalDestination,
    ({ own }, value) => own.set(register.logicalDestination, value & 0xff000000),
  ],
  [
    register.destinationFormat,
    ({ own }, value) => own.set(register.destinationFormat, value | 0x0fffffff),
  ],
  [register.spuriousVector, writeSpuriousVector],
  [register.errorStatus, latchErrors],
  [register.commandLow, writeCommand],
  [register.commandHigh, ({ own }, value) => own.set(register.commandHigh, value & 0xff000000)],
  [register.timerInitial, startTimer],
  [register.timerDivide, divideTimer],
]);

/** Writes the register at `offset` of the window. */
export function write(access: Access, offset: number, value: number): void {
  const { context } = access;
  const writable = localVectors.get(offset);
  const action = writes.get(offset);
  if (writable !== undefined) writeLocalVector(access, offset, value & writable);
  else if (action !== undefined) action(access, value);
  else if (!plainlyReadable.has(offset)) illegal(access, 'write', offset);
  else context.unknown(`lapic: write to read-only register ${hex(offset)}`);
}

function writeLocalVector({ own, context, features }: Access, offset: number, value: number): void {
  settleTimer(own, context);
  // An APIC that is switched off keeps its local interrupts masked (SDM 3A 11.4.7.2).
  const entry = value | (isEnabled(own) ? 0 : masked);
  if (offset !== register.timer) own.set(offset, entry);
  else writeTimerVector(own, features.tscDeadline ? entry : entry & ~timerMode.deadline);
  announce(own, context);
}

/** The task priority has two names: this register, and, its upper half alone, CR8. */
export function writeTaskPriority({ own, context }: Access, value: number): void {
  own.set(register.taskPriority, value & 0xff);
  announce(own, context);
}

function writeSpuriousVector({ own, context }: Access, value: number): void {
  own.set(register.spuriousVector, value & 0x3ff);
  if (!isEnabled(own)) {
    for (const offset of localVectors.keys()) own.set(offset, own.get(offset) | masked);
  }
  announce(own, context);
}

/** A write of any value shows the errors since the last one (SDM 3A 11.5.3). */
function latchErrors({ own }: Access): void {
  own.set(register.errorStatus, own.pendingErrors());
  own.setPendingErrors(0);
}

function writeCommand({ own, all, context }: Access, value: number): void {
  own.set(register.commandLow, value & commandWritable);
  sendCommand(own, all, context);
}

function startTimer({ own, context }: Access, value: number): void {
  settleTimer(own, context);
  writeInitialCount(own, value, context.now());
}

function divideTimer({ own, context }: Access, value: number): void {
  settleTimer(own, context);
  writeDivide(own, value, context.now());
}
