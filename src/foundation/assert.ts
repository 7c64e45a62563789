/** Our own defects: conditions that only a mistake in this program can break. */

/** Thrown when textpoke itself is wrong (exit code 70), never for a guest's or a user's mistake. */
export class Defect extends Error {
  override readonly name = 'Defect';
}

/** Stops at once when `condition` does not hold; `what` says which promise was broken. */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Defect(what);
}

/** The value, which the caller knows to be present; `what` names it if it is not. */
export function present<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Defect(`${what} is absent`);
  return value;
}

/** For the `default` of an exhaustive switch: the compiler proves it is never reached. */
export function unreachable(value: never): never {
  throw new Defect(`unreachable: ${JSON.stringify(value)}`);
}
