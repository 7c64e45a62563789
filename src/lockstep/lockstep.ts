/** Two machines, one step each, until their registers differ. */
import type { LinearAddress } from '../foundation/addresses.ts';
import { arithmeticFlags, flagBit } from '../isa/flags.ts';
import type { StopReason } from '../machine/stop.ts';
import { differences } from './compare.ts';
import type { RegisterValues } from './compare.ts';
import { knownAfterwards, knownDifference } from './known-differences.ts';
import type { KnownDifference } from './known-differences.ts';
import type { NextInstruction } from './next-instruction.ts';
import type { OtherSide, OwnSide } from './sides.ts';
import { undefinedFlags } from './undefined-flags.ts';

export interface LoadedRange {
  readonly start: LinearAddress;
  readonly bytes: number;
}

export interface LockstepOptions {
  /** Both sides run to each of these first, in order; then the other one's registers are taken. */
  readonly starts: readonly LinearAddress[];
  /** Memory that loaders fill, taken from the other side at the first start. */
  readonly loaded: readonly LoadedRange[];
  /** Steps to compare, or undefined for all. */
  readonly budget: number | undefined;
  readonly ignoreArithmeticFlags: boolean;
  readonly interrupted: AbortSignal;
}

/** How a comparison came out. */
export type Outcome =
  | {
      readonly kind: 'different';
      readonly instruction: NextInstruction;
      /** Names of the registers that differ. */
      readonly names: readonly string[];
      readonly here: RegisterValues;
      readonly there: RegisterValues;
    }
  /** All steps were the same, up to this. */
  | { readonly kind: 'same'; readonly end: StopReason | 'interrupted' }
  /** The other side made no step where ours did. */
  | { readonly kind: 'left alone'; readonly instruction: NextInstruction; readonly why: string }
  /** A side did not come to the start. */
  | { readonly kind: 'no start'; readonly who: 'here' | 'there'; readonly why: string };

/** What came of it, and what happened on the way. */
export interface Comparison {
  readonly outcome: Outcome;
  /** Steps compared; a repeated instruction is one. */
  readonly steps: number;
  /** Our machine's moment before the last step. */
  readonly moment: number;
  /** What differed at the starts and was taken from the other side: registers, and memory. */
  readonly takenAtStart: readonly string[];
  /** How often each known difference was seen. */
  readonly known: ReadonlyMap<KnownDifference, number>;
}

/** Compares until something differs or ends. Rejects only if the other side is lost. */
export async function runInLockstep(
  own: OwnSide,
  other: OtherSide,
  options: LockstepOptions,
): Promise<Comparison> {
  const known = new Map<KnownDifference, number>();
  const none = { steps: 0, moment: own.machine.moment, takenAtStart: [], known };
  const takenAtStart: string[] = [];
  for (const [at, start] of options.starts.entries()) {
    const refused = await goTo(start, own, other);
    if (refused !== undefined) return { ...none, outcome: refused };
    takenAtStart.push(...(await takeRegisters(own, other)));
    if (at > 0) continue;
    for (const range of options.loaded) takenAtStart.push(...(await takeMemory(own, other, range)));
  }
  const budget = options.budget ?? Infinity;
  for (let steps = 0; steps < budget; steps += 1) {
    const { moment } = own.machine;
    const account = { steps, moment, takenAtStart, known };
    if (options.interrupted.aborted) {
      return { ...account, outcome: { kind: 'same', end: 'interrupted' } };
    }
    const outcome = await stepBoth(own, other, options, known);
    if (outcome !== undefined) return { ...account, outcome };
  }
  const end: StopReason = { kind: 'budget', cpu: 0 };
  const { moment } = own.machine;
  return { steps: budget, moment, takenAtStart, known, outcome: { kind: 'same', end } };
}

async function goTo(
  address: LinearAddress,
  own: OwnSide,
  other: OtherSide,
): Promise<Outcome | undefined> {
  const stop = own.runTo(address, startStepsMax);
  if (stop !== undefined) return { kind: 'no start', who: 'here', why: stop.kind };
  if ((await other.registers()).get('rip') === address) return undefined;
  const why = await other.runTo(address);
  return why === undefined ? undefined : { kind: 'no start', who: 'there', why };
}

/** Enough for any firmware or boot loader; a guest that needs more will not come. */
const startStepsMax = 2 ** 40;

/** Loaders leave registers as they like: ours take the other side's values. */
async function takeRegisters(own: OwnSide, other: OtherSide): Promise<string[]> {
  const there = await other.registers();
  const names = differences(own.registers(), there, circumstances(own, alwaysIgnored));
  for (const name of names) own.write(name, there.get(name) ?? 0n);
  return names;
}

/** Loaders also say different things: command lines, memory maps. Paging is still off. */
async function takeMemory(
  own: OwnSide,
  other: OtherSide,
  { start, bytes }: LoadedRange,
): Promise<string[]> {
  const there = await other.readMemory(start, bytes);
  const here = own.machine.readLinear(0, start, there.length);
  const first = there.findIndex((byte, at) => byte !== here[at]);
  if (first < 0) return [];
  own.machine.writeLinear(0, start, there);
  return [`memory from 0x${(start + BigInt(first)).toString(16)} on`];
}

/** RF says whether a fault was met at this instruction: QEMU shows it at other times than we do. */
const alwaysIgnored = flagBit.rf;

const circumstances = (own: OwnSide, flagsIgnored: number) => ({
  codeBits: own.codeBits(),
  codeBase: own.codeBase(),
  flagsIgnored,
});

/** One step on both sides; the outcome if it is the last one. */
async function stepBoth(
  own: OwnSide,
  other: OtherSide,
  options: LockstepOptions,
  known: Map<KnownDifference, number>,
): Promise<Outcome | undefined> {
  let executed = before(own);
  const stepping = stepOther(other, executed.instruction, own.codeBase());
  let end = own.step(executed.instruction);
  if (end !== undefined) {
    // Nothing is compared with a machine that has ended; what the other one does is its own affair.
    void stepping.catch(() => undefined);
    return { kind: 'same', end };
  }
  let why = await stepping;
  let there = await other.registers();
  for (let tries = 0; tries < idleStepsMax && standsStill(own, there, executed); tries++) {
    why ??= await other.step();
    there = await other.registers();
  }
  if (why !== undefined) return { kind: 'left alone', instruction: executed.instruction, why };
  while (executed.row?.joinsNext === true && !isThere(own, there)) {
    count(known, executed.row);
    executed = before(own);
    end = own.step(executed.instruction);
    if (end !== undefined) return { kind: 'same', end };
  }
  return judge(own, there, executed, options, known);
}

interface Executed {
  readonly instruction: NextInstruction;
  /** Flags that it leaves undefined. */
  readonly undefinedFlags: number;
  readonly row: KnownDifference | undefined;
}

/** What is known of the next instruction before it runs. */
function before(own: OwnSide): Executed {
  const instruction = own.instruction();
  const rcx = own.machine.readRegister(0, 'rcx');
  return {
    instruction,
    undefinedFlags: undefinedFlags(instruction, rcx),
    row: knownDifference(instruction, rcx),
  };
}

/** Whether both sides are about to execute the same instruction. */
function isThere(own: OwnSide, there: RegisterValues): boolean {
  return !differences(own.registers(), there, circumstances(own, 0)).includes('rip');
}

function count(known: Map<KnownDifference, number>, row: KnownDifference): void {
  known.set(row, (known.get(row) ?? 0) + 1);
}

/** Compares after a step, and takes over what may differ. */
function judge(
  own: OwnSide,
  there: RegisterValues,
  { instruction, undefinedFlags: undefinedNow, row: expected }: Executed,
  options: LockstepOptions,
  known: Map<KnownDifference, number>,
): Outcome | undefined {
  const flagsIgnored =
    alwaysIgnored | (options.ignoreArithmeticFlags ? arithmeticFlags : undefinedNow);
  const here = own.registers();
  const names = differences(here, there, circumstances(own, flagsIgnored));
  const row = expected ?? knownAfterwards(names, there);
  const others = names.filter((name) => row?.registers.includes(name) !== true);
  if (others.length > 0) return { kind: 'different', instruction, names, here, there };
  if (row !== undefined && names.length > 0) count(known, row);
  for (const name of names) own.write(name, there.get(name) ?? 0n);
  takeFlags(own, there, flagsIgnored & arithmeticFlags);
  return undefined;
}

/** What is not compared must not lead the two apart later, by PUSHF or a conditional jump. */
function takeFlags(own: OwnSide, there: RegisterValues, taken: number): void {
  if (taken === 0) return;
  const here = own.machine.readRegister(0, 'eflags');
  const mask = BigInt(taken);
  own.write('eflags', (here & ~mask) | ((there.get('eflags') ?? 0n) & mask));
}

/** Steps in which the other side may stand still, one after another. */
const idleStepsMax = 4;

/** QEMU now and then looks at its local APIC, and counts a step for that: it steps once more. */
function standsStill(
  own: OwnSide,
  there: RegisterValues,
  { instruction: { address } }: Executed,
): boolean {
  const rip = there.get('rip');
  const isThere = rip === address || rip === BigInt.asUintN(64, address - own.codeBase());
  return isThere && own.linearRip() !== address;
}

/** A repeated instruction may take the other side any number of steps. */
async function stepOther(
  other: OtherSide,
  { address, repeated }: NextInstruction,
  codeBase: bigint,
): Promise<string | undefined> {
  const views = [address, BigInt.asUintN(64, address - codeBase)];
  for (;;) {
    const why = await other.step();
    if (why !== undefined || !repeated) return why;
    const rip = (await other.registers()).get('rip') ?? 0n;
    if (!views.includes(rip)) return undefined;
  }
}
