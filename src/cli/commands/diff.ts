/** `textpoke diff`: our machine and another gdb server, one step each, up to the first difference. */
import { linearAddress, pageBytes } from '../../foundation/addresses.ts';
import { comparedRegisters, flagsOnly } from '../../lockstep/compare.ts';
import type { Comparison, LoadedRange, Outcome } from '../../lockstep/lockstep.ts';
import { runInLockstep } from '../../lockstep/lockstep.ts';
import { OwnSide } from '../../lockstep/sides.ts';
import { differenceText, instructionText } from '../../report/comparison.ts';
import type { BootPlan } from '../../machine/boot/plan.ts';
import { acpiRange } from '../../machine/boot/ram.ts';
import { ConnectionLost } from '../../server/client.ts';
import { RemoteCpu } from '../../server/remote-cpu.ts';
import type { Wishes } from '../command-line.ts';
import { keptConsole } from '../console.ts';
import { judge } from '../ending.ts';
import { exitCode } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { ChosenImage } from '../image.ts';
import { powerOn } from '../power-on.ts';
import { refusals } from '../refusals.ts';
import type { CliRefusal } from '../refusals.ts';
import type { Surroundings } from '../surroundings.ts';

/** Compares and says how it came out. The guest's console is the other side's to show. */
export async function diff(
  wishes: Wishes,
  image: ChosenImage,
  against: NonNullable<Wishes['against']>,
  surroundings: Surroundings,
): Promise<ExitCode | CliRefusal> {
  let other: RemoteCpu | undefined;
  try {
    other = await RemoteCpu.attach(against);
    const { machine } = powerOn(wishes, image, keptConsole(), surroundings);
    const { plan } = image;
    if ('rom' in plan) return refusals.diffWithoutImage();
    const entry = linearAddress(plan.entry);
    const comparison = await runInLockstep(new OwnSide(machine), other, {
      starts: wishes.skipTo === undefined ? [entry] : [entry, wishes.skipTo],
      loaded: loadedBy(plan, wishes.ramBytes),
      budget: wishes.budget,
      ignoreArithmeticFlags: wishes.ignoreFlags,
      interrupted: surroundings.interrupted,
    });
    const lines = wishes.json ? [jsonOf(comparison)] : textOf(comparison, against.written);
    surroundings.stdout(new TextEncoder().encode(`${lines.join('\n')}\n`));
    return codes[comparison.outcome.kind](comparison.outcome);
  } catch (problem) {
    if (!(problem instanceof ConnectionLost)) throw problem;
    return refusals.cannotCompare(against.written, problem.message);
  } finally {
    other?.hangUp();
  }
}

/**
 * Where loaders and firmware write: the first MiB, from the image to the page behind its tables,
 * and ACPI's tables at the top of RAM.
 */
function loadedBy(plan: BootPlan, ramBytes: number): LoadedRange[] {
  const acpi = acpiRange(ramBytes);
  const loaded = plan.writes.filter(({ physical }) => physical >= mebibyte && physical < acpi.base);
  const start = Math.min(...loaded.map(({ physical }) => physical));
  const end = Math.max(...loaded.map(({ physical, bytes }) => physical + bytes.length));
  return [
    { start: linearAddress(0), bytes: conventionalBytes },
    { start: linearAddress(biosStart), bytes: mebibyte - biosStart },
    { start: linearAddress(start), bytes: end + pageBytes - start },
    { start: linearAddress(acpi.base), bytes: acpi.bytes },
  ];
}

const mebibyte = 2 ** 20;
const conventionalBytes = 640 * 1024;
const biosStart = 0xe0000;

const codes: Readonly<Record<Outcome['kind'], (outcome: Outcome) => ExitCode>> = {
  different: () => exitCode.guestFailed,
  'left alone': () => exitCode.guestFailed,
  'no start': () => exitCode.guestFailed,
  same: (outcome) =>
    'end' in outcome && outcome.end === 'interrupted' ? exitCode.interrupted : exitCode.fine,
};

function textOf(comparison: Comparison, against: string): string[] {
  const { takenAtStart, known } = comparison;
  const taken =
    takenAtStart.length === 0
      ? []
      : [`taken from ${against} at the start: ${takenAtStart.join(' ')}`];
  const forgiven = [...known].map(
    ([{ what, why }, times]) => `taken from ${against} after ${what}, ${times} times: ${why}`,
  );
  return [...outcomeText(comparison, against), ...taken, ...forgiven];
}

function outcomeText({ outcome, steps, moment }: Comparison, against: string): string[] {
  switch (outcome.kind) {
    case 'different': {
      const flags = flagsOnly(outcome.names, outcome.here, outcome.there);
      const registers = comparedRegisters;
      return differenceText({ ...outcome, moment, steps, registers, flags, against });
    }
    case 'left alone':
      return [
        `${against} made no step ${steps + 1}, moment ${moment}: ${outcome.why}`,
        `  it was ${instructionText(outcome.instruction)}`,
      ];
    case 'no start': {
      const who = outcome.who === 'here' ? 'the machine here' : against;
      return [`${who} did not come to where the comparison starts: ${outcome.why}`];
    }
    case 'same': {
      const { end } = outcome;
      const how = end === 'interrupted' || end.kind === 'budget' ? '' : `; ${judge(end).text}`;
      return [`no difference in ${steps} steps${how}`];
    }
  }
}

function jsonOf({ outcome, steps, moment, takenAtStart, known }: Comparison): string {
  const taken = [...known].map(([{ what }, times]) => ({ after: what, times }));
  const account = { ...outcome, steps, moment, takenAtStart, taken };
  return JSON.stringify(account, (_key, value: unknown) => {
    if (typeof value === 'bigint') return `0x${value.toString(16)}`;
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    return value instanceof Map ? Object.fromEntries(value as Map<string, unknown>) : value;
  });
}
