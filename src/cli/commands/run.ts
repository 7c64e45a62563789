/** `textpoke run`: the machine runs until the guest ends it, with nobody looking. */
import type { Machine } from '../../machine/machine.ts';
import type { Wishes } from '../command-line.ts';
import { keptConsole, streamingConsole } from '../console.ts';
import type { GuestConsole, KeptConsole } from '../console.ts';
import { judge } from '../ending.ts';
import type { Ending } from '../ending.ts';
import { exitCode } from '../exit-codes.ts';
import type { ChosenImage } from '../image.ts';
import { powerOn } from '../power-on.ts';
import { endJournal, journalFor } from '../recording.ts';
import { isCliRefusal } from '../refusals.ts';
import type { CliRefusal } from '../refusals.ts';
import type { Surroundings } from '../surroundings.ts';

/** Steps between two looks at Ctrl-C: some milliseconds. */
const sliceSteps = 1_000_000;

/** Runs `image` to its end and says how it ended. */
export async function run(
  wishes: Wishes,
  image: ChosenImage,
  surroundings: Surroundings,
): Promise<number | CliRefusal> {
  const journal = journalFor(wishes, image, surroundings);
  if (journal !== undefined && isCliRefusal(journal)) return journal;
  const kept = wishes.json ? keptConsole() : undefined;
  const console = kept ?? streamingConsole(surroundings.stdout);
  const keeping = { past: journal !== undefined, journal };
  const { machine, history } = powerOn(wishes, image, console, surroundings, keeping);
  journal?.begin();
  const ending = await runToEnd(machine, wishes.budget, console, surroundings.interrupted);
  console.flush();
  endJournal(journal, history);
  const { code, text } = judge(ending, wishes.exitRule);
  if (kept !== undefined) surroundings.stdout(report(machine, ending, code, kept));
  if (!wishes.quiet || code !== exitCode.fine) {
    surroundings.stderr(`textpoke: ${text}, at step ${machine.moment}`);
  }
  return code;
}

async function runToEnd(
  machine: Machine,
  budget: number | undefined,
  console: GuestConsole,
  interrupted: AbortSignal,
): Promise<Ending> {
  const resumed = Array.from({ length: machine.cpuCount }, (_, cpu) => cpu);
  const end = machine.moment + (budget ?? Infinity);
  while (!interrupted.aborted) {
    const steps = Math.min(sliceSteps, end - machine.moment);
    const reason = machine.run({ resumed, stepping: new Map(), budget: steps });
    console.flush();
    if (reason.kind !== 'budget' || machine.moment >= end) return reason;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { kind: 'interrupted', cpu: machine.current };
}

function report(machine: Machine, ending: Ending, code: number, kept: KeptConsole): Uint8Array {
  const line = JSON.stringify({
    ...ending,
    exitCode: code,
    moment: machine.moment,
    cpus: machine.cpuCount,
    console: kept.text(),
    consoleBytesDropped: kept.dropped(),
  });
  return new TextEncoder().encode(`${line}\n`);
}
