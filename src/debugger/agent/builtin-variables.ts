/** Trace state variables whose values are worked out here: gdb reads them, and nobody sets them. */
import type { Machine } from '../../machine/machine.ts';

interface BuiltinVariable {
  readonly number: number;
  readonly name: string;
  readonly value: (machine: Machine, cpu: number) => bigint;
}

export const builtinVariables: readonly BuiltinVariable[] = [
  // gdb's own name for the time of a frame: a moment here, in steps.
  { number: 1, name: 'trace_timestamp', value: (machine) => BigInt(machine.moment) },
  { number: 2, name: 'trace_cpu', value: (_machine, cpu) => BigInt(cpu) },
];

export function builtinValue(machine: Machine, cpu: number, number: number): bigint | undefined {
  return builtinVariables.find((one) => one.number === number)?.value(machine, cpu);
}
