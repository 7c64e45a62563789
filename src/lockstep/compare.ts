/** Two register sets side by side: which registers differ, and which only seem to. */
import { arithmeticFlags, flagBit } from '../isa/flags.ts';

export type RegisterValues = ReadonlyMap<string, bigint>;

/** Registers that are compared after each step, where the other side shows them. */
export const comparedRegisters: readonly string[] = [
  ...['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp', 'rsp'],
  ...Array.from({ length: 8 }, (_, index) => `r${index + 8}`),
  ...['rip', 'eflags', 'cs', 'ss', 'ds', 'es', 'fs', 'gs', 'fs_base', 'gs_base', 'k_gs_base'],
  ...['cr0', 'cr2', 'cr3', 'cr4', 'cr8', 'efer'],
];

/** The present state of this side, as far as it decides how the other one shows it. */
export interface Circumstances {
  readonly codeBits: 16 | 32 | 64;
  /** CS base where rip counts from it, otherwise 0. */
  readonly codeBase: bigint;
  /** RFLAGS bits that need not be equal. */
  readonly flagsIgnored: number;
}

/** The names of registers that differ, in the order of `comparedRegisters`. */
export function differences(
  here: RegisterValues,
  there: RegisterValues,
  circumstances: Circumstances,
): string[] {
  return comparedRegisters.filter((name) => {
    const [one, other] = [here.get(name), there.get(name)];
    if (one === undefined || other === undefined || one === other) return false;
    return !sameByAnotherView(name, one, other, circumstances);
  });
}

/** The arithmetic flags that differ, if nothing else does: a difference of flags only. */
export function flagsOnly(
  names: readonly string[],
  here: RegisterValues,
  there: RegisterValues,
): string[] {
  if (names.length !== 1 || names[0] !== 'eflags') return [];
  const changed = Number((here.get('eflags') ?? 0n) ^ (there.get('eflags') ?? 0n));
  if ((changed & ~arithmeticFlags) !== 0) return [];
  return Object.entries(flagBit)
    .filter(([, bit]) => (bit & changed) !== 0)
    .map(([flag]) => flag.toUpperCase());
}

/** The ways in which stubs show one and the same state. */
function sameByAnotherView(
  name: string,
  here: bigint,
  there: bigint,
  { codeBits, codeBase, flagsIgnored }: Circumstances,
): boolean {
  if (name === 'eflags') {
    return (BigInt.asUintN(32, here ^ there) & ~BigInt(flagsIgnored)) === 0n;
  }
  // QEMU shows rip without CS base, gdb means it with CS base.
  if (name === 'rip') return BigInt.asUintN(32, here + codeBase) === there && codeBits !== 64;
  if (codeBits === 64) return false;
  // Outside of 64-bit code QEMU hides what such code cannot reach.
  if (/^r(?:[89]|1[0-5])$/.test(name)) return there === 0n;
  return /^r[a-z]/.test(name) && BigInt.asUintN(32, here) === there;
}
