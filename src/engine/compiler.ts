/** Has V8 compile the interpreter well at once. */
import v8 from 'node:v8';

/** Which compiler is used changes no result: the one thing here that depends on the host. */
const [v8Major = 0] = process.versions.v8.split('.').map(Number);

/**
 * V8's flags while the interpreter is compiled, each the opposite of its default. The baseline
 * compiler runs a switch of this size at a twentieth of the speed, and would be in use until the
 * function had been replaced. Without it there is nothing to go back to when a speculation fails:
 * V8 14 aborts the process unless it does not speculate at all.
 */
const compilation: readonly { readonly set: string; readonly restore: string }[] = [
  { set: '--no-liftoff', restore: '--liftoff' },
  ...(v8Major >= 14 ? [{ set: '--no-wasm-deopt', restore: '--wasm-deopt' }] : []),
];

/**
 * Calls a function of the module for the first time: V8 compiles each when it is first called, and
 * this one with the optimising compiler at once. The rest, rarely in use, may take the usual way.
 */
export function callOptimised(first: () => void): void {
  for (const { set } of compilation) v8.setFlagsFromString(set);
  try {
    first();
  } finally {
    for (const { restore } of compilation) v8.setFlagsFromString(restore);
  }
}
