/** The local APIC's timer, counted in virtual time on a 1 GHz bus (SDM 3A 11.5.4). */
import type { DeviceContext } from '../device.ts';
import { raiseLocal } from './priority.ts';
import type { LapicRegisters } from './registers.ts';
import { masked, register } from './registers.ts';

const periodicMode = 1 << 17;

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

/** A write of the initial count starts the timer anew; zero stops it. */
export function writeInitialCount(lapic: LapicRegisters, value: number, now: number): void {
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

/** When the timer will interrupt, or undefined. A masked timer counts, but nobody waits for it. */
export function timerDeadline(lapic: LapicRegisters): number | undefined {
  const due = lapic.timerDue();
  if (due === 0 || (lapic.get(register.timer) & masked) !== 0) return undefined;
  return due;
}

/**
 * Brings the timer up to `now`: what became due is raised (once, however many periods passed) and
 * a periodic timer is wound up again. Must run before any write that changes what comes next.
 */
export function settleTimer(lapic: LapicRegisters, context: DeviceContext): void {
  const due = lapic.timerDue();
  const now = context.now();
  if (due === 0 || due > now) return;
  const entry = lapic.get(register.timer);
  const period =
    lapic.get(register.timerInitial) * countNanoseconds(lapic.get(register.timerDivide));
  const again = (entry & periodicMode) !== 0 && period > 0;
  lapic.setTimerDue(again ? due + period * (Math.floor((now - due) / period) + 1) : 0);
  raiseLocal(lapic, register.timer, context);
}
