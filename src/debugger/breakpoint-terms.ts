/** On what terms a breakpoint stops: its address space, its conditions, its commands. */
import type { BreakpointRequest } from '../../protocol/rsp/packets/insert-breakpoint.ts';
import { errno, refusal, type Refusal } from '../../protocol/rsp/refusal.ts';
import type { Machine, StopRule } from '../machine/machine.ts';
import type { Agent } from './agent/agent.ts';
import type { AgentProgram, Outcome } from './agent/program.ts';
import { compileExpression } from './agent/program.ts';
import { worldOf } from './agent/world.ts';
import type { RegisterView } from './register-view.ts';

/** Of whoever inserts a breakpoint, what matters for its terms. */
export interface Asker {
  readonly view?: RegisterView;
  /** The page tables under which the address is meant, as their physical address; all if absent. */
  readonly addressSpace?: bigint | undefined;
}

export interface Terms {
  readonly addressSpace: bigint | undefined;
  readonly conditions: readonly AgentProgram[];
  readonly commands: readonly AgentProgram[];
}

/** Bits of CR3 that say where the page tables are; the others are a PCID or how to cache (SDM 3A 4.5). */
const tablesMask = 0x000f_ffff_ffff_f000n;

/** The address space that `cpu` is in. */
export const addressSpaceOf = (machine: Machine, cpu: number): bigint =>
  machine.readRegister(cpu, 'cr3') & tablesMask;

/** The terms of a request, its expressions compiled, or why they are none. */
export function termsOf(
  { conditions = [], commands = [] }: BreakpointRequest,
  { view, addressSpace }: Asker,
): Terms | Refusal {
  const compiled = { conditions: [] as AgentProgram[], commands: [] as AgentProgram[] };
  for (const [name, expressions] of [
    ['conditions', conditions],
    ['commands', commands],
  ] as const) {
    for (const expression of expressions) {
      const program = compileExpression(expression, view);
      if ('malformed' in program) return refusal(errno.invalid, program.malformed);
      compiled[name].push(program);
    }
  }
  return { ...compiled, addressSpace };
}

/** Stops a CPU if the terms of one of the types that stand there say so. */
export function stopRule(
  machine: Machine,
  agent: Agent,
  types: ReadonlyMap<unknown, Terms>,
): StopRule {
  return (cpu, isSearch) => {
    let stops = false;
    for (const terms of types.values()) {
      if (meets(machine, agent, cpu, terms, isSearch)) stops = true;
    }
    return stops;
  };
}

/** One of the conditions must hold, and commands are done instead of stopping. */
function meets(
  machine: Machine,
  agent: Agent,
  cpu: number,
  { addressSpace, conditions, commands }: Terms,
  isSearch: boolean,
): boolean {
  if (addressSpace !== undefined && addressSpaceOf(machine, cpu) !== addressSpace) return false;
  if (conditions.length === 0 && commands.length === 0) return true;
  const world = worldOf(machine, cpu, agent);
  const holds = conditions.length === 0 || conditions.some((condition) => isTrue(condition(world)));
  if (!holds || commands.length === 0) return holds;
  // In a search the commands have been done before.
  for (const command of isSearch ? [] : commands) {
    const outcome = command(world);
    if (outcome.kind === 'failed') agent.say(`breakpoint command: ${outcome.why}\n`);
  }
  return false;
}

/** What cannot be evaluated stops, so that gdb may try (gdb manual F.1). */
const isTrue = (outcome: Outcome): boolean => outcome.kind === 'failed' || outcome.value !== 0n;
