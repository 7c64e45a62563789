/** Answers `qTStatus`; who drives also has what stands out worked out. */
import type { Answer } from '../answer.ts';
import { settleFor } from '../tracing/look.ts';

export const traceStatus: Answer<'traceStatus'> = (target) => {
  const { tracing } = target;
  settleFor(target);
  const { end, frames, goesOn, user, notes } = tracing;
  return {
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
};
