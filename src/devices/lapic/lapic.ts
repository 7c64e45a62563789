/** The local APICs of all CPUs: one window, in which each CPU finds its own (SDM 3A chapter 11). */
import { assert, present } from '../../foundation/assert.ts';
import type { Device, DeviceContext, DeviceFactory } from '../device.ts';
import { commandWritable, receive, sendCommand } from './interprocessor.ts';
import {
  acknowledge,
  announce,
  apicError,
  endOfInterrupt,
  processorPriority,
  reportError,
  setLocalPin,
} from './priority.ts';
import type { LapicRegisters } from './registers.ts';
import {
  isEnabled,
  lapicRegisters,
  lapicStateBytes,
  localVectors,
  masked,
  register,
  resetRegisters,
} from './registers.ts';
import {
  currentCount,
  settleTimer,
  timerDeadline,
  writeDivide,
  writeInitialCount,
} from './timer.ts';

export const lapicBase = 0xfee00000;
const windowBytes = 4096;

/**
 * The local APICs of `cpuCount` CPUs; the APIC id of a CPU is its index. Pins LINT0 and LINT1 of
 * CPU n are 2n and 2n + 1.
 */
export function lapic(cpuCount: number): DeviceFactory {
  return { stateBytes: cpuCount * lapicStateBytes, create };
}

interface Access {
  readonly own: LapicRegisters;
  readonly all: readonly LapicRegisters[];
  readonly context: DeviceContext;
}

function create(context: DeviceContext): Device {
  assert(context.state.byteLength >= context.cpuCount * lapicStateBytes, 'one lapic for each cpu');
  const all = Array.from({ length: context.cpuCount }, (_, cpu) =>
    lapicRegisters(context.state, cpu),
  );
  for (const one of all) resetRegisters(one);
  leaveAsFirmwareDoes(all);
  const access = (cpu: number): Access => ({ own: ofCpu(all, cpu), all, context });
  return {
    name: 'lapic',
    help: 'the local APICs: IPIs, priorities, a timer at 1 GHz; each CPU sees its own',
    stateBytes: context.cpuCount * lapicStateBytes,
    window: { base: lapicBase, bytes: windowBytes },
    readMemory: (offset, bytes, cpu) => readPart(access(cpu), offset, bytes),
    writeMemory: (offset, bytes, value, cpu) => writeWhole(access(cpu), offset, bytes, value),
    deadline: () => earliest(all),
    advance: () => all.forEach((one) => settleTimer(one, context)),
    acknowledge: (cpu) => acknowledge(ofCpu(all, cpu), context),
    initialise(cpu) {
      resetRegisters(ofCpu(all, cpu));
      announce(ofCpu(all, cpu), context);
    },
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

const hex = (value: number): string => `0x${value.toString(16)}`;

// Registers are 4 bytes on 16-byte boundaries; a narrower read gives that part of one.
function readPart(access: Access, offset: number, bytes: number): number {
  if ((offset & 0xc) !== 0 || offset > 0x3f0) return illegal(access, 'read', offset);
  const value = read(access, offset & ~0xf) >>> (8 * (offset & 3));
  return bytes === 4 ? value : value & (2 ** (8 * bytes) - 1);
}

function writeWhole(access: Access, offset: number, bytes: number, value: number): void {
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

function read(access: Access, offset: number): number {
  const { own, context } = access;
  if (offset === register.processorPriority) return processorPriority(own);
  if (offset === register.timerCurrent) {
    settleTimer(own, context);
    return currentCount(own, context.now());
  }
  return plainlyReadable.has(offset) ? own.get(offset) : illegal(access, 'read', offset);
}

type Write = (access: Access, value: number) => void;

/** Every register that software may write. */
const writes: ReadonlyMap<number, Write> = new Map<number, Write>([
  [register.taskPriority, writeAndAnnounce(register.taskPriority, 0xff)],
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

function write(access: Access, offset: number, value: number): void {
  const { own, context } = access;
  const writable = localVectors.get(offset);
  if (writable !== undefined) {
    settleTimer(own, context);
    // An APIC that is switched off keeps its local interrupts masked (SDM 3A 11.4.7.2).
    own.set(offset, (value & writable) | (isEnabled(own) ? 0 : masked));
    announce(own, context);
    return;
  }
  const action = writes.get(offset);
  if (action !== undefined) action(access, value);
  else if (!plainlyReadable.has(offset)) illegal(access, 'write', offset);
  else context.unknown(`lapic: write to read-only register ${hex(offset)}`);
}

function writeAndAnnounce(offset: number, writable: number): Write {
  return ({ own, context }, value) => {
    own.set(offset, value & writable);
    announce(own, context);
  };
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

function earliest(all: readonly LapicRegisters[]): number | undefined {
  let first: number | undefined;
  for (const one of all) {
    const due = timerDeadline(one);
    if (due !== undefined && (first === undefined || due < first)) first = due;
  }
  return first;
}
