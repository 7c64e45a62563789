/** The machine as agent expressions see it: registers and memory of the CPU that came by. */
import { fromLittleEndian } from '../../../protocol/rsp/numbers.ts';
import { linearAddress } from '../../foundation/addresses.ts';
import type { Machine } from '../../machine/machine.ts';
import { readForGdb } from '../linear-rip.ts';
import type { Agent } from './agent.ts';
import { builtinValue } from './builtin-variables.ts';
import { formatted } from './printf.ts';
import type { AgentWorld } from './program.ts';

const stringBytesMax = 200;

/** The world of `cpu` at this moment; what it prints goes to `say`. */
export function worldOf(
  machine: Machine,
  cpu: number,
  { variables, say }: Pick<Agent, 'variables' | 'say'>,
): AgentWorld {
  const readString = (address: bigint): string => {
    const bytes = machine.readLinear(cpu, linearAddress(address), stringBytesMax);
    const end = bytes.indexOf(0);
    return String.fromCharCode(...bytes.subarray(0, end < 0 ? bytes.length : end));
  };
  return {
    register: (name) => readForGdb(machine, cpu, name),
    memory(address, bytes) {
      const found = machine.readLinear(cpu, linearAddress(address), bytes);
      return found.length === bytes ? fromLittleEndian(found) : undefined;
    },
    variable: (number) => builtinValue(machine, cpu, number) ?? variables.get(number) ?? 0n,
    setVariable: (number, value) => void variables.set(number, value),
    collect: () => undefined,
    print: (format, values) => say(formatted(format, values, readString)),
  };
}
