/** Answers `qTV`: of a frame that is looked at, only what was collected is known. */
import { builtinValue } from '../agent/builtin-variables.ts';
import type { Answer } from '../answer.ts';
import { settleFor } from '../tracing/look.ts';

export const traceVariable: Answer<'traceVariable'> = (target, { number }) => {
  const { agent, client, machine, situation, tracing } = target;
  settleFor(target);
  const builtin = builtinValue(machine, client.queryCpu, number);
  if (builtin !== undefined) return builtin;
  if (situation.look !== undefined) return situation.look.frame.variables.get(number) ?? 'unknown';
  return tracing.knows(number) ? (agent.variables.get(number) ?? 0n) : 'unknown';
};
