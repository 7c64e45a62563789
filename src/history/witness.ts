/** Looking at the past: whatever is found there, or thrown, the present is come back to. */
import type { Audience } from '../machine/happening.ts';
import type { Course } from './course.ts';

/** Who is told of what happens from a moment on, up to that of the next one. */
export type Witness = readonly [from: number, audience: Audience];

/** Goes to other moments and comes back to the present one. */
export function andBack(course: Course, travel: () => void): void {
  const { steps } = course.now;
  const wasBehind = course.isBehind;
  try {
    travel();
  } finally {
    if (wasBehind) course.goTo(steps);
    else course.goToEnd();
  }
}

/** Lives through the past once more up to now. Nothing of it stops, counts or is heard. */
export function witness(course: Course, witnesses: readonly Witness[]): void {
  const { computer } = course;
  const { steps } = course.now;
  const before = computer.audience;
  andBack(course, () => {
    try {
      course.goTo(witnesses[0]?.[0] ?? steps);
      for (const [index, [, audience]] of witnesses.entries()) {
        computer.audience = audience;
        tellUpTo(course, witnesses[index + 1]?.[0] ?? steps);
      }
    } finally {
      computer.audience = before;
    }
  });
}

function tellUpTo(course: Course, until: number): void {
  course.searching(() => {
    for (let passing = false; course.computer.moment < until; passing = true) {
      course.through(until, { passing });
    }
  });
}

/** The first moment at which `holds` is true, which it is now, and was ever since. */
export function firstMoment(course: Course, holds: () => boolean): number {
  let [before, from] = [course.start - 1, course.computer.moment];
  andBack(course, () => {
    while (from - before > 1) {
      const middle = Math.floor((before + from) / 2);
      course.goTo(middle);
      if (holds()) from = middle;
      else before = middle;
    }
  });
  return from;
}
