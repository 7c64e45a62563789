/** Going back: to before a CPU's last step, or to the last stop that was met on the way here. */
import { assert } from '../foundation/assert.ts';
import type { StopReason } from '../machine/stop.ts';
import type { Course } from './course.ts';
import type { Journey } from './history.ts';

/** Steps that are looked at first, and by how much more each time nothing was found. */
const firstWindow = 64;
const windowGrowth = 16;
/** A window is gone through in so many pieces, of which only one is stepped through. */
const pieces = 256;
/** Steps of a search between two looks at Ctrl-C. */
const searchSteps = 2 ** 20;

const begin = (course: Course): StopReason => {
  course.goTo(course.start);
  return { kind: 'replaylog', which: 'begin', cpu: course.computer.current };
};

/** Back to before the last step of `cpu`; others may have taken many since then. */
export function* stepBack(course: Course, cpu: number): Journey {
  let end = course.computer.moment;
  for (let window = firstWindow; end > course.start; window *= windowGrowth) {
    const start = Math.max(course.start, end - window);
    const found = lastStepOf(course, cpu, { start, end });
    if (found !== undefined) {
      course.goTo(found);
      return { kind: 'stepped', cpu };
    }
    end = start;
    yield;
  }
  return begin(course);
}

/** The moment before the last step of `cpu` from `start` to `end`. */
function lastStepOf(
  course: Course,
  cpu: number,
  { start, end }: { readonly start: number; readonly end: number },
): number | undefined {
  const piece = Math.ceil((end - start) / pieces);
  const from = lastStart(course, cpu, { start, end, piece });
  if (from === undefined || piece === 1) return from;
  return lastStart(course, cpu, { start: from, end: Math.min(end, from + piece), piece: 1 });
}

/** Where the last piece begins in which `cpu` takes a step; pieces of one step are its steps. */
function lastStart(
  course: Course,
  cpu: number,
  { start, end, piece }: { readonly start: number; readonly end: number; readonly piece: number },
): number | undefined {
  const { computer } = course;
  const stepping = new Map([[cpu, 'once' as const]]);
  course.goTo(start);
  return course.quietly(() => {
    let found: number | undefined;
    while (computer.moment < end) {
      const pieceStart = computer.moment;
      const reason = course.through(piece === 1 ? end : Math.min(end, pieceStart + piece), {
        stepping,
      });
      assert(computer.moment > pieceStart, 'what has been lived is lived again');
      if (reason?.kind !== 'stepped') continue;
      found = piece === 1 ? computer.moment - 1 : pieceStart;
      if (piece > 1) course.through(Math.min(end, pieceStart + piece), {});
    }
    return found;
  });
}

/** A stop that was met, and the moment to go back to for it. */
interface Met {
  readonly at: number;
  readonly reason: StopReason;
}

/** Back to the last stop before now: from checkpoint to checkpoint, each stretch run forward. */
export function* searchBack(course: Course): Journey {
  const { checkpoints, computer } = course;
  let end = computer.moment;
  while (end > course.start) {
    const start = checkpoints.latest(end - 1)?.moment ?? course.start;
    course.restore(end - 1);
    let met: Met | undefined;
    while (computer.moment < end) {
      met = lastMet(course, Math.min(end, computer.moment + searchSteps), end) ?? met;
      yield;
    }
    if (met !== undefined) return arrive(course, met);
    end = start;
  }
  return begin(course);
}

/** The last stop on the way to `until`, if its moment is before `end`. */
function lastMet(course: Course, until: number, end: number): Met | undefined {
  const { computer } = course;
  return course.searching(() => {
    let met: Met | undefined;
    let passing = false;
    while (computer.moment < until) {
      const reason = course.through(until, { passing });
      if (reason === undefined) break;
      passing = reason.kind === 'breakpoint';
      const at = momentOf(reason, computer.moment);
      if (at !== undefined && at < end) met = { at, reason };
    }
    return met;
  });
}

/** Before the instruction that a stop is about; undefined for stops that nobody waits for. */
function momentOf({ kind }: StopReason, now: number): number | undefined {
  if (kind === 'breakpoint') return now;
  return kind === 'watchpoint' || kind === 'caught' ? now - 1 : undefined;
}

/** A breakpoint is run into, so that the machine stands as it stood when it first met it. */
function arrive(course: Course, { at, reason }: Met): StopReason {
  course.goTo(at);
  if (reason.kind !== 'breakpoint') return reason;
  return course.searching(() => course.through(at + 1, {})) ?? reason;
}
