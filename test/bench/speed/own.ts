/** The speed guest on our machine: times of its phases, and the steps each took. */
import { silentLog } from '../../../src/foundation/log.ts';
import { planMultiboot } from '../../../src/machine/boot/multiboot.ts';
import { isRefused } from '../../../src/machine/boot/plan.ts';
import { createMachine } from '../../../src/machine/create.ts';
import { fixture } from '../../fixture.ts';
import type { Phase, Report } from './report.ts';
import { Listener } from './report.ts';

const cpuCount = 8;
/** Steps between two looks at the console: what a phase's number of steps may be wrong by. */
const sliceSteps = 20_000;

export interface OwnReport {
  readonly report: Report;
  readonly steps: ReadonlyMap<Phase, number>;
}

/** Runs the guest to its end; throws if it stops for another reason. */
export function raceHere(): OwnReport {
  const ramBytes = 64 * 2 ** 20;
  const image = fixture('speed/speed.elf');
  const plan = planMultiboot({ image, commandLine: 'speed', modules: [], ramBytes });
  if (isRefused(plan)) throw new Error(plan.refused);
  const steps = new Map<Phase, number>();
  let since = 0;
  const listener = new Listener((phase) => {
    steps.set(phase, machine.moment - since);
    since = machine.moment;
  });
  let said = '';
  const machine = createMachine({
    cpuCount,
    ramBytes,
    plan,
    quantum: 1000,
    nsPerInstruction: 128,
    seed: 0,
    log: silentLog,
    console: (byte) => (said += String.fromCharCode(byte)),
  });
  const resumed = Array.from({ length: cpuCount }, (_, cpu) => cpu);
  let ended = '';
  while (ended === '' || ended === 'budget') {
    ended = machine.run({ resumed, stepping: new Map(), budget: sliceSteps }).kind;
    listener.take(said);
    said = '';
  }
  if (!listener.done) throw new Error(`the guest ended early: ${ended}`);
  return { report: listener.report, steps };
}
