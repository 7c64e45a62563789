/** Answers `?`: why the machine stands still; an observer is told where it is while it runs. */
import { describeStop } from '../stop-description.ts';
import type { Answer } from '../answer.ts';

/** Stop points are those of an earlier client, so only where and how it stopped is told. */
export const stopReason: Answer<'stopReason'> = (target) => {
  const { client, situation } = target;
  const { lastStop } = situation;
  const { reply } = describeStop(target, lastStop ?? { kind: 'stepped', cpu: client.queryCpu });
  if (reply.kind === 'exited') return reply;
  const { point, ...where } = reply;
  client.queryCpu = where.core;
  return point === undefined ? reply : where;
};
