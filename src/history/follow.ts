/** Following one CPU through what has been, step by step. */
import type { Course } from './course.ts';

/** Which steps are looked at: those of `cpu` behind moment `from`, up to moment `until` at most. */
export interface Path {
  readonly cpu: number;
  readonly from: number;
  readonly until: number;
}

/** Goes the path quietly; `look` sees its beginning and what each step leads to, and may end it. */
export function follow(course: Course, { cpu, from, until }: Path, look: () => boolean): void {
  const { computer } = course;
  const end = Math.min(until, course.line.end.steps);
  const stepping = new Map([[cpu, 'once' as const]]);
  course.goTo(from);
  course.quietly(() => {
    if (!look()) return;
    while (computer.moment < end) {
      const before = computer.moment;
      const reason = course.through(end, { stepping });
      if (reason?.kind === 'stepped' && !look()) return;
      if (computer.moment === before) return;
    }
  });
}
