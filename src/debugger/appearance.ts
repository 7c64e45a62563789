/** CPUs as threads that appear: where one has got its SIPI, for a gdb that wants to know. */
import type { Machine, RunOrder } from '../machine/machine.ts';
import type { StopReason } from '../machine/stop.ts';

/** A CPU that has come up by its last step. */
export interface Appearance {
  readonly kind: 'appeared';
  readonly cpu: number;
}

/** Every step is looked at, so a slice of them is short. */
const lookedAtMax = 10_000;

/** Runs at most `steps` steps, and one at a time as long as a CPU waits for SIPI. */
export function runToAppearance(
  machine: Machine,
  order: Omit<RunOrder, 'budget'>,
  steps: number,
): StopReason | Appearance {
  const waits = (cpu: number): boolean => machine.activity(cpu) === 'wait-for-SIPI';
  const waiting = order.resumed.filter(waits);
  if (waiting.length === 0) return machine.run({ ...order, budget: steps });
  for (let step = Math.min(steps, lookedAtMax); ; step -= 1) {
    const reason = machine.run({ ...order, budget: 1 });
    if (reason.kind !== 'budget') return reason;
    const cpu = waiting.find((other) => !waits(other));
    if (cpu !== undefined) return { kind: 'appeared', cpu };
    if (step <= 1) return reason;
  }
}
