/** Answers `qTStatus`; who drives also has what stands out worked out. */
import { withConsole, type Answer } from '../answer.ts';
import { drives } from '../situation.ts';
import { settleFor } from '../tracing/look.ts';

export const traceStatus: Answer<'traceStatus'> = (target) => {
  const { tracing } = target;
  settleFor(target);
  const { end, frames, goesOn, user, notes } = tracing;
  const status = {
    end,
    frames: frames.all.length,
    framesCreated: frames.created,
    bytesFree: frames.bytesFree,
    bytes: frames.bytes,
    circular: frames.circular,
    disconnected: goesOn,
    user,
    notes,
  };
  return withConsole(status, drives(target) ? tracing.takeNews() : '');
};
