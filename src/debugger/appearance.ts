/** CPUs as threads that appear: where one has got its SIPI, for a gdb that wants to know. */
import { cpuStateBits } from '../isa/registers.ts';
import type { Happening } from '../machine/happening.ts';
import type { Machine, RunOrder } from '../machine/machine.ts';
import type { StopReason } from '../machine/stop.ts';

/** A CPU that has come up by its last step. */
export interface Appearance {
  readonly kind: 'appeared';
  readonly cpu: number;
}

/** Where a SIPI waits every step is looked at, so a slice of them is short. */
const lookedAtMax = 10_000;
const startUp = 6;
const sipiWaits = 1n << BigInt(cpuStateBits.indexOf('SIPI'));

/** Runs at most `steps` steps, and one at a time as long as a CPU is about to take a SIPI. */
export function runToAppearance(
  machine: Machine,
  order: Omit<RunOrder, 'budget'>,
  steps: number,
): StopReason | Appearance {
  const waits = (cpu: number): boolean => machine.activity(cpu) === 'wait-for-SIPI';
  const waiting = order.resumed.filter(waits);
  if (waiting.length === 0) return machine.run({ ...order, budget: steps });
  const end = machine.moment + steps;
  const isCalled = (cpu: number): boolean =>
    (machine.readRegister(cpu, 'cpu_state') & sipiWaits) !== 0n;
  if (!waiting.some(isCalled)) {
    const reason = runToCall(machine, { ...order, budget: steps });
    if (reason !== undefined) return reason;
  }
  for (let left = Math.min(lookedAtMax, end - machine.moment); left > 0; left -= 1) {
    const reason = machine.run({ ...order, budget: 1 });
    if (reason.kind !== 'budget') return reason;
    const cpu = waiting.find((other) => !waits(other));
    if (cpu !== undefined) return { kind: 'appeared', cpu };
  }
  return { kind: 'budget', cpu: machine.current };
}

/** Runs to where a SIPI is sent, of which nobody but us wants to hear: undefined there. */
function runToCall(machine: Machine, order: RunOrder): StopReason | undefined {
  const { audience } = machine;
  const calls: Happening[] = [];
  machine.audience = {
    ...audience,
    kinds: new Set([...(audience?.kinds ?? []), 'ipi'] as const),
    hears(happening) {
      const isTheirs = audience?.kinds.has(happening.kind) === true && audience.hears(happening);
      if (isTheirs) return true;
      if (happening.kind !== 'ipi' || ((happening.command >> 8) & 7) !== startUp) return false;
      return calls.push(happening) > 0;
    },
  };
  try {
    const reason = machine.run(order);
    if (calls.length === 0 || reason.kind !== 'caught') return reason;
    // The sending itself may be the step that is wanted.
    return order.stepping.has(reason.cpu) ? { kind: 'stepped', cpu: reason.cpu } : undefined;
  } finally {
    machine.audience = audience;
  }
}
