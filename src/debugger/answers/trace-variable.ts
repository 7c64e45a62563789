/** Answers `qTV`: of a frame that is looked at, only what was collected is known. */
import { builtinValue } from '../agent/builtin-variables.ts';
import type { Answer } from '../answer.ts';
import { settleFor } from '../tracing/look.ts';

export const traceVariable: Answer<'traceVariable'> = (target, { number }) => {
  const { agent, machine, situation, tracing } = target;
  settleFor(target);
  const frame = situation.look?.frame;
  const builtin = builtinValue(machine, frame?.cpu ?? machine.current, number);
  if (builtin !== undefined) return builtin;
  if (frame !== undefined) return frame.variables.get(number) ?? 'unknown';
  return tracing.knows(number) ? (agent.variables.get(number) ?? 0n) : 'unknown';
};
