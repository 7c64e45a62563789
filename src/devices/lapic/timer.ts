/** The local APIC's timer, counted in virtual time on a 1 GHz bus (SDM 3A 11.5.4). */
import type { DeviceContext } from '../device.ts';
import { raiseLocal } from './priority.ts';
import type { LapicRegisters } from './registers.ts';
import { masked, register } from './registers.ts';

/** Bits of the timer's local vector; the fourth combination is reserved, and acts as a deadline. */
export const timerMode = { periodic: 1 << 17, deadline: 1 << 18 } as const;

/** Whether the timer waits for a value of the time stamp counter (SDM 3A 11.5.4.1). */
const waitsForDeadline = (lapic: LapicRegisters): boolean =>
  (lapic.get(register.timer) & timerMode.deadline) !== 0;

/** Nanoseconds in one count: 1 to 128, from bits 3, 1 and 0 of the divide register. */
export function countNanoseconds(divide: number): number {
  const code = (divide & 3) | ((divide >> 1) & 4);
  return code === 7 ? 1 : 2 << code;
}

/** Counts left until zero. */
export function currentCount(lapic: LapicRegisters, now: number): number {
  const due = lapic.timerDue();
  if (due <= now) return 0;
  return Math.ceil((due - now) / countNanoseconds(lapic.get(register.timerDivide)));
}

/** A write of the initial count starts the timer anew; zero stops it. A deadline takes no count. */
export function writeInitialCount(lapic: LapicRegisters, value: number, now: number): void {
  if (waitsForDeadline(lapic)) return;
  lapic.set(register.timerInitial, value);
  lapic.setTimerDue(
    value === 0 ? 0 : now + value * countNanoseconds(lapic.get(register.timerDivide)),
  );
}

/** A write of the divide register: the counts that are left now take another time. */
export function writeDivide(lapic: LapicRegisters, value: number, now: number): void {
  const left = currentCount(lapic, now);
  lapic.set(register.timerDivide, value & 0xb);
  if (left > 0) lapic.setTimerDue(now + left * countNanoseconds(value));
}

/** IA32_TSC_DEADLINE: zero, and not to be written, while the timer counts otherwise. */
export function writeDeadline(lapic: LapicRegisters, value: bigint): void {
  if (waitsForDeadline(lapic)) lapic.setDeadline(value);
}

/** A write of the timer's local vector: a change to or from deadlines disarms it. */
export function writeTimerVector(lapic: LapicRegisters, value: number): void {
  const changed = (lapic.get(register.timer) ^ value) & timerMode.deadline;
  lapic.set(register.timer, value);
  if (changed === 0) return;
  lapic.setTimerDue(0);
  lapic.set(register.timerInitial, 0);
  lapic.setDeadline(0n);
}

/** Virtual time when the time stamp counter of the CPU reaches its deadline; Infinity for never. */
function timeOfDeadline(lapic: LapicRegisters, context: DeviceContext): number {
  const deadline = lapic.deadline();
  if (deadline === 0n) return Infinity;
  const left = deadline - context.timeStamp(lapic.cpu);
  const due = context.now() + Math.max(0, Number(left));
  return due > Number.MAX_SAFE_INTEGER ? Infinity : due;
}

/** When the timer will interrupt, or undefined. A masked timer counts, but nobody waits for it. */
export function timerDeadline(lapic: LapicRegisters, context: DeviceContext): number | undefined {
  if ((lapic.get(register.timer) & masked) !== 0) return undefined;
  const due = waitsForDeadline(lapic) ? timeOfDeadline(lapic, context) : lapic.timerDue();
  return due === 0 || due === Infinity ? undefined : due;
}

/**
 * Brings the timer up to `now`: what became due is raised (once, however many periods passed) and
 * a periodic timer is wound up again. Must run before any write that changes what comes next.
 */
export function settleTimer(lapic: LapicRegisters, context: DeviceContext): void {
  if (waitsForDeadline(lapic)) {
    if (timeOfDeadline(lapic, context) > context.now()) return;
    lapic.setDeadline(0n);
  } else if (!runsOut(lapic, context.now())) return;
  raiseLocal(lapic, register.timer, context);
}

/** Whether the count has reached zero; a periodic one begins again. */
function runsOut(lapic: LapicRegisters, now: number): boolean {
  const due = lapic.timerDue();
  if (due === 0 || due > now) return false;
  const period =
    lapic.get(register.timerInitial) * countNanoseconds(lapic.get(register.timerDivide));
  const again = (lapic.get(register.timer) & timerMode.periodic) !== 0 && period > 0;
  lapic.setTimerDue(again ? due + period * (Math.floor((now - due) / period) + 1) : 0);
  return true;
}
