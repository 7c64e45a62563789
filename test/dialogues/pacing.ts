/** Machines that answer gdb's timing with the guest's own: the same transcript at any host load. */
import type { Machine, RunOrder } from '../../src/machine/machine.ts';
import type { StopReason } from '../../src/machine/stop.ts';

type Run = (order: RunOrder) => StopReason;

/** `machine` with another `run`; all else is its own. */
function withRun(machine: Machine, run: Run): Machine {
  return new Proxy(machine, {
    get(target, property) {
      if (property === 'run') return run;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (target, property, value) => Reflect.set(target, property, value, target),
  });
}

/**
 * Presses Ctrl-C whenever one resume has run for `slices` slices without a stop. gdb takes its time
 * to pass it on; until then the machine stands where it was pressed.
 */
export function pressingCtrlC(machine: Machine, slices: number, press: () => void): Machine {
  // All slices of one resume share this list.
  let resumed: RunOrder['resumed'] = [];
  let left = slices;
  return withRun(machine, (order) => {
    if (order.resumed !== resumed) {
      resumed = order.resumed;
      left = slices;
    }
    if (left === 0) return { kind: 'budget', cpu: machine.current };
    const reason = machine.run(order);
    if (reason.kind !== 'budget') return reason;
    left -= 1;
    if (left === 0) press();
    return reason;
  });
}

/** Looks at the connection every `steps` steps, as a host of another speed might. */
export function inSlicesOf(machine: Machine, steps: number): Machine {
  return withRun(machine, (order) =>
    machine.run({ ...order, budget: Math.min(order.budget, steps) }),
  );
}
