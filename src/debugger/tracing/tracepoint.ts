/** A tracepoint: what gdb has defined, made ready to be hit. */
import type { TracepointDefinition } from '../../../protocol/rsp/packets/define-tracepoint.ts';
import type { SourcePiece } from '../../../protocol/rsp/packets/tracepoint-source.ts';
import { errno, refusal, type Refusal } from '../../../protocol/rsp/refusal.ts';
import type { TraceAction } from '../../../protocol/rsp/trace-actions.ts';
import type { TracepointPiece } from '../../../protocol/rsp/trace-upload.ts';
import type { StopRule } from '../../machine/machine.ts';
import { compileExpression, type AgentProgram } from '../agent/program.ts';
import type { RegisterView } from '../register-view.ts';

const actionsMax = 256;
const sourcesMax = 256;

export class Tracepoint {
  readonly definition: TracepointDefinition;
  readonly condition: AgentProgram | undefined;
  readonly #actions: TraceAction[] = [];
  readonly #steppingActions: TraceAction[] = [];
  readonly #sources: SourcePiece[] = [];
  /** What is evaluated at a hit, and after each step behind it. */
  readonly programs: AgentProgram[] = [];
  readonly steppingPrograms: AgentProgram[] = [];
  enabled: boolean;
  hits = 0;
  /** What stands in the machine while tracing runs. */
  rule: StopRule | undefined;

  constructor(definition: TracepointDefinition, condition: AgentProgram | undefined) {
    this.definition = definition;
    this.condition = condition;
    this.enabled = definition.enabled;
  }

  /** Adds actions; whoever is told of registers and memory to collect has them at that moment anyway. */
  act(actions: readonly TraceAction[], stepping: boolean, view: RegisterView): Refusal | undefined {
    const [kept, programs] = stepping
      ? [this.#steppingActions, this.steppingPrograms]
      : [this.#actions, this.programs];
    if (kept.length + actions.length > actionsMax) {
      return refusal(errno.invalid, `a tracepoint has at most ${actionsMax} actions`);
    }
    const compiled: AgentProgram[] = [];
    for (const action of actions) {
      if (action.kind !== 'expression') continue;
      const program = compileExpression(action.bytes, view);
      if ('malformed' in program) return refusal(errno.invalid, program.malformed);
      compiled.push(program);
    }
    kept.push(...actions);
    programs.push(...compiled);
    return undefined;
  }

  /** Keeps a piece of what the user has typed. */
  keepSource(source: SourcePiece): Refusal | undefined {
    if (this.#sources.length >= sourcesMax) {
      return refusal(errno.invalid, `a tracepoint has at most ${sourcesMax} pieces of source`);
    }
    this.#sources.push(source);
    return undefined;
  }

  /** All there is to know about it, for a gdb that was not there. */
  get pieces(): readonly TracepointPiece[] {
    return [
      { kind: 'tracepoint' },
      ...this.#actions.map((action) => ({ kind: 'action', action }) as const),
      ...this.#steppingActions.map((action) => ({ kind: 'stepping', action }) as const),
      ...this.#sources.map((source) => ({ kind: 'source', source }) as const),
    ];
  }
}

/** A tracepoint of that definition, or what is wrong with its condition. */
export function tracepointOf(
  definition: TracepointDefinition,
  view: RegisterView,
): Tracepoint | Refusal {
  if (definition.condition === undefined) return new Tracepoint(definition, undefined);
  const condition = compileExpression(definition.condition, view);
  if ('malformed' in condition) return refusal(errno.invalid, condition.malformed);
  return new Tracepoint(definition, condition);
}
