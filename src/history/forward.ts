/** Going forward: where nobody has been yet, or along what is recorded as long as there is some. */
import type { RunOrder } from '../machine/machine.ts';
import type { StopReason } from '../machine/stop.ts';
import type { Chronicle } from './chronicle.ts';
import { holdOf, isSameHold, nobodyHeld } from './line.ts';

/** Runs as the machine itself does; `Machine.run` says what an order means and what ends it. */
export function goForward(chronicle: Chronicle, order: RunOrder): StopReason {
  return chronicle.course.isBehind ? repeat(chronicle, order) : live(chronicle, order);
}

/** Where nobody has been before. */
function live(chronicle: Chronicle, order: RunOrder): StopReason {
  const { course } = chronicle;
  const { computer } = course;
  const start = course.now;
  const hold = holdOf(order, computer.cpuCount);
  const held = course.line.hold;
  const differs = !isSameHold(hold, held);
  // Who is let go must be noted; who is held only if it would have gone on meanwhile.
  if (differs && !isSameHold(held, nobodyHeld)) chronicle.note(start, { kind: 'hold', ...hold });
  computer.forgetHeldBack();
  const last = computer.moment + order.budget;
  for (let passing = order.passing ?? false; ; passing = false) {
    const until = Math.min(last, course.nextCheckpoint);
    const budget = until - computer.moment;
    const reason = computer.run({ ...order, budget, passing });
    if (computer.hasHeldBack && !isSameHold(hold, course.line.hold)) {
      chronicle.note(start, { kind: 'hold', ...hold });
    }
    course.line.lengthen(course.now);
    if (reason.kind !== 'budget' || computer.moment >= last) return reason;
    course.keep();
  }
}

/** Where the machine has been: as it was then, unless the order says otherwise. */
function repeat(chronicle: Chronicle, order: RunOrder): StopReason {
  const { course } = chronicle;
  const { computer } = course;
  const hold = holdOf(order, computer.cpuCount);
  const end = course.line.end.steps;
  const last = computer.moment + order.budget;
  for (let passing = order.passing ?? false; ; passing = false) {
    if (computer.moment === end) return arrive(chronicle);
    course.letCome();
    const own = !isSameHold(hold, nobodyHeld) && !isSameHold(hold, course.line.hold);
    const budget = last - computer.moment;
    if (own && !isSameHold(course.line.hold, nobodyHeld))
      return differ(chronicle, { ...order, budget });
    const start = computer.moment;
    const until = Math.min(last, course.line.next?.at.steps ?? Infinity, end);
    const given = own ? order : course.heldOrder(order.stepping);
    computer.forgetHeldBack();
    const reason = computer.run({ ...given, budget: until - start, passing });
    if (own && computer.hasHeldBack) {
      course.goTo(start);
      course.letCome();
      return differ(chronicle, { ...order, budget, passing });
    }
    course.keep();
    if (reason.kind !== 'budget') return reason;
    if (computer.moment === end) return arrive(chronicle);
    if (computer.moment >= last) return reason;
  }
}

/**
 * The end of what is recorded has been reached. A breakpoint there is met first: whether there is
 * one is tried, and the try undone.
 */
function arrive({ course }: Chronicle): StopReason {
  const { steps } = course.line.end;
  if (course.checkpoints.latest(steps)?.moment !== steps) course.checkpoints.take();
  course.arriveAtEnd();
  const met = course.searching(() => course.through(steps + 1, {}));
  if (met?.kind === 'breakpoint') return met;
  course.restore(steps);
  course.arriveAtEnd();
  return { kind: 'replaylog', which: 'end', cpu: course.computer.current };
}

/** The user wants another course than the recorded one. */
function differ(chronicle: Chronicle, order: RunOrder): StopReason {
  chronicle.fork();
  return live(chronicle, order);
}
