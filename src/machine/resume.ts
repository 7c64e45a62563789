/** One run of the machine: slices between device deadlines, until something is worth a stop. */
import { Defect } from '../foundation/assert.ts';
import { linearAddress, physicalAddress } from '../foundation/addresses.ts';
import { cpuAddress } from '../engine/engine.ts';
import { flagBit } from '../isa/flags.ts';
import { vectorName } from '../isa/vectors.ts';
import { cpuCell, exitReason, heldBit, machineCell } from '../memory/layout.ts';
import type { Computer } from './computer.ts';
import type { RunOrder } from './machine.ts';
import type { StopReason } from './stop.ts';

/** The engine counts steps of a call in 32 bits; longer orders go in several slices. */
const sliceMax = 2 ** 31 - 1;

export function resume(machine: Computer, order: RunOrder): StopReason {
  if (machine.engine.machineCell(machineCell.ended) !== 0) return exited(machine);
  const dead = [...order.stepping.keys()].find((cpu) => machine.activity(cpu) === 'shutdown');
  // It will never make the step, and the others would run for ever, unless time is travelled.
  if (dead !== undefined && !machine.isQuiet) return shutdown(machine, dead);
  holdOthers(machine, order);
  wantSteps(machine, order);
  machine.passedMoment = order.passing === true ? machine.moment : -1;
  const end = machine.moment + order.budget;
  const sleep: Sleep = { moment: -1, jumps: 0 };
  for (;;) {
    const reason = slice(machine, Math.min(end - machine.moment, sliceMax));
    const stop =
      reason === exitReason.idle
        ? idle(machine, order, sleep)
        : answer(machine, reason, order, end);
    if (stop !== undefined) {
      settle(machine);
      return stop;
    }
  }
}

function holdOthers(machine: Computer, { resumed, masksInterrupts }: RunOrder): void {
  const { u8 } = machine.engine.memory;
  const going = masksInterrupts === true ? heldBit.interrupts : 0;
  for (let cpu = 0; cpu < machine.cpuCount; cpu++) {
    u8[cpuAddress(cpu) + cpuCell.held] = resumed.includes(cpu) ? going : heldBit.steps;
  }
}

function wantSteps(machine: Computer, { stepping }: RunOrder): void {
  const { u8 } = machine.engine.memory;
  for (let cpu = 0; cpu < machine.cpuCount; cpu++) {
    u8[cpuAddress(cpu) + cpuCell.stepping] = stepping.has(cpu) ? 1 : 0;
  }
}

/** Devices act when their deadline has come; the next one. */
function advanceDevices({ bus, now }: Computer): number | undefined {
  const deadline = bus.deadline();
  if (deadline === undefined || deadline > now) return deadline;
  bus.advance();
  return bus.deadline();
}

/** Runs until the next device deadline at most. */
function slice(machine: Computer, steps: number): number {
  const deadline = advanceDevices(machine);
  machine.sliceDeadline = deadline;
  const most = deadline === undefined ? steps : Math.min(steps, machine.stepsUntil(deadline));
  const reason = machine.engine.run(most);
  machine.engine.setMachineCell(machineCell.counter, 0);
  return reason;
}

/** The stop that a reason of the engine means, or undefined to go on. */
function answer(
  machine: Computer,
  reason: number,
  order: RunOrder,
  end: number,
): StopReason | undefined {
  const cpu = machine.onTurn;
  switch (reason) {
    case exitReason.deadline:
      return undefined;
    case exitReason.budget:
      return machine.moment < end ? undefined : { kind: 'budget', cpu };
    case exitReason.breakpoint:
      return { kind: 'breakpoint', cpu, address: linearAddress(machine.engine.linearRip(cpu)) };
    case exitReason.watch:
      return throughWatch(machine, order, end);
    case exitReason.watchNoted:
      return heard(machine, order, notedWatch(machine, cpu));
    case exitReason.stepped:
      return goesOnStepping(machine, cpu, order) ? undefined : { kind: 'stepped', cpu };
    case exitReason.shutdown:
      return heard(machine, order, shutdown(machine, cpu));
    case exitReason.guestExit:
      return heard(machine, order, exited(machine)) ?? exited(machine);
    case exitReason.caught:
      return machine.telling.takeCaught();
    default:
      throw new Defect(`the engine came back for reason ${reason}`);
  }
}

/** Who travels in time stops for nothing that happened on the way; but a step it was. */
function heard(
  { isQuiet }: Computer,
  { stepping }: RunOrder,
  stop: StopReason | undefined,
): StopReason | undefined {
  if (!isQuiet || stop === undefined) return stop;
  return stepping.has(stop.cpu) ? { kind: 'stepped', cpu: stop.cpu } : undefined;
}

const exited = ({ ending }: Computer): StopReason => ({ kind: 'exited', ...ending });

/** A range step goes on while rip is inside the range. */
function goesOnStepping(machine: Computer, cpu: number, { stepping }: RunOrder): boolean {
  const range = stepping.get(cpu);
  if (range === undefined || range === 'once') return false;
  machine.engine.exports.saveRip(cpuAddress(cpu));
  const rip = machine.engine.linearRip(cpu);
  if (rip < range.start || rip >= range.end) return false;
  machine.engine.memory.u8[cpuAddress(cpu) + cpuCell.stepping] = 1;
  return true;
}

/**
 * The engine stopped before a watched access: the instruction runs now, and what it hits is noted.
 * If that stops nobody, it may be the end of a step all the same.
 */
function throughWatch(machine: Computer, order: RunOrder, end: number): StopReason | undefined {
  const { engine } = machine;
  engine.setMachineCell(machineCell.watchNoting, 1);
  engine.setMachineCell(machineCell.watchHit, 0);
  const cpu = machine.onTurn;
  const reason = machine.telling.store(() => engine.run(1));
  engine.setMachineCell(machineCell.counter, 0);
  engine.setMachineCell(machineCell.watchNoting, 0);
  const store = machine.telling.takeCaught();
  return (
    heard(machine, order, notedWatch(machine, cpu)) ?? store ?? answer(machine, reason, order, end)
  );
}

function notedWatch(machine: Computer, cpu: number): StopReason | undefined {
  const { engine } = machine;
  const hit = engine.machineCell(machineCell.watchHit) !== 0;
  engine.setMachineCell(machineCell.watchHit, 0);
  if (!hit) return undefined;
  const hitAt = engine.frameAddress(engine.machineCell(machineCell.watchHitFrame));
  const physical = physicalAddress(hitAt);
  const access = engine.machineCell(machineCell.watchHitWrite) !== 0 ? 'write' : 'read';
  return { kind: 'watchpoint', cpu, physical, access };
}

function shutdown(machine: Computer, cpu: number): StopReason {
  const vector = vectorName(machine.engine.cell(cpu, cpuCell.shutdownVector));
  const isMachineCheck = vector === '#MC';
  const why = isMachineCheck
    ? 'machine check with MCIP set or CR4.MCE clear'
    : `triple fault, ${vector} while delivering #DF`;
  return { kind: 'shutdown', cpu, why };
}

/** How many jumps of time nobody woke up from. */
interface Sleep {
  moment: number;
  jumps: number;
}

/**
 * A timer that ticks for CPUs which do not listen must not keep the machine busy for ever, least of
 * all where none of them would take an interrupt.
 */
const jumpsMax = { listening: 2 ** 16, deaf: 2 ** 12 } as const;

/** In a guest it is the host's RFLAGS.IF that counts, or the guest's: it may listen (APM 2 15.21.1). */
const listens = (machine: Computer, cpu: number): boolean =>
  machine.guestAsid(cpu) !== 0 || (machine.engine.cell(cpu, cpuCell.eflags) & flagBit.if) !== 0;

/** Nobody can take a step: time jumps to the next thing a device does, if there is one. */
function idle(machine: Computer, { resumed }: RunOrder, sleep: Sleep): StopReason | undefined {
  const bound = resumed.some((cpu) => listens(machine, cpu)) ? 'listening' : 'deaf';
  const deadline = sleep.jumps < jumpsMax[bound] ? machine.bus.deadline() : undefined;
  sleep.jumps = machine.moment === sleep.moment ? sleep.jumps + 1 : 0;
  sleep.moment = machine.moment;
  const { onTurn } = machine;
  const cpu = resumed.includes(onTurn) ? onTurn : (resumed[0] ?? onTurn);
  if (deadline === undefined) return { kind: 'idle', cpu };
  machine.passTime(Math.max(0, deadline - machine.now));
  machine.bus.advance();
  return undefined;
}

/**
 * A turn that was handed on and not begun is taken back: a stop before its first step must not decide
 * who steps next, since whoever is woken until the machine goes on has its say.
 */
function takeBackTurn({ engine, moment }: Computer): void {
  const by = engine.machineCell(machineCell.handedOnBy);
  if (by === 0) return;
  engine.setMachineCell(machineCell.handedOnBy, 0);
  if (engine.machineCell64(machineCell.handedOnAt64) !== moment) return;
  engine.setMachineCell(machineCell.current, by);
  engine.setMachineCell(machineCell.turn, engine.machineCell(machineCell.handedOnTurn));
}

/** Standing still: every CPU's rip is where its record says, and no device is behind the time. */
function settle(machine: Computer): void {
  advanceDevices(machine);
  takeBackTurn(machine);
  for (let cpu = 0; cpu < machine.cpuCount; cpu++) {
    machine.engine.exports.saveRip(cpuAddress(cpu));
    machine.engine.memory.u8[cpuAddress(cpu) + cpuCell.held] = 0;
    machine.engine.memory.u8[cpuAddress(cpu) + cpuCell.stepping] = 0;
  }
}
