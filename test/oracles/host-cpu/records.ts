/** The records that go to harness.c and come back from it, and the addresses both worlds share. */

/** Three pages; the last one is read-only. What follows is not mapped. */
export const dataBase = 0x1000_0000;
export const dataBytes = 0x3000;
export const writableBytes = 0x2000;
export const codeBase = 0x2000_0000;
export const gsBase = 0x800;
export const codeBytes = 0x2000;

/** x87 and SSE state as FXSAVE has it, without what is reserved, and the upper halves of YMM. */
export const stateBytes = { legacy: 416, upper: 256, all: 672 } as const;

/** General registers in the order of their encoding. */
// prettier-ignore
export const registerNames = [
  'rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi', 'r8', 'r9', 'r10', 'r11', 'r12', 'r13', 'r14', 'r15',
] as const;

/** What goes to the data pages before a case starts. */
export const pokeBytes = 32;

/** Byte offsets in a request; its registers come first, in the order of their encoding. */
// prettier-ignore
export const request = {
  bytes: 864, poke: 128, pokeOffset: 160, flags: 164, codeOffset: 168, length: 172, code: 173,
  mode: 188, state: 192,
} as const;

/** Byte offsets in an outcome; registers first here too. */
// prettier-ignore
export const outcome = {
  bytes: 1864, rip: 128, cr2: 136, flags: 144, vector: 148, error: 152, first: 156, count: 160,
  changed: 168, state: 1192,
} as const;

/** The vector of an outcome that there is none of: the host did not come to an end. */
export const never = 0xff;

export const changedMax = 1024;

/** A deterministic source of chance: the same seed, the same cases. */
export interface Chance {
  /** An integer from 0 to `bound` - 1. */
  below(bound: number): number;
  /** True so many times in a hundred. */
  percent(share: number): boolean;
  pick<T>(values: readonly T[]): T;
  bits64(): bigint;
}

export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (bound: number): number => next() % bound;
  return {
    below,
    percent: (share) => below(100) < share,
    pick: (values) => values[below(values.length)] as (typeof values)[number],
    bits64: () => (BigInt(next()) << 32n) | BigInt(next()),
  };
}
