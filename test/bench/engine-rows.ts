/** How fast instructions happen: MIPS are millions of steps in a second of processor time. */
import { newAgent } from '../../src/debugger/agent/agent.ts';
import { Breakpoints } from '../../src/debugger/breakpoints.ts';
import { views } from '../../src/debugger/register-view.ts';
import { Checkpoints } from '../../src/history/checkpoint.ts';
import { linearAddress, physicalAddress } from '../../src/foundation/addresses.ts';
import type { Computer } from '../../src/machine/computer.ts';
import { bootHypervisor, runAll } from '../machine/hypervisor.ts';
import { address, createGuest, startLoop, timeSteps } from './guest.ts';
import type { BenchRow } from './row.ts';
import { median } from './row.ts';

const runs = 7;
const steps = 10_000_000;

function started(loop: string, cpuCount = 1, quantum = 1000): Computer {
  const machine = createGuest(cpuCount, quantum);
  startLoop(machine, loop, 0x7fffffff);
  timeSteps(machine, steps / 4);
  return machine;
}

const millionsPerSecond = (milliseconds: number): number => steps / milliseconds / 1000;

const rate = (loop: string, cpuCount?: number, quantum?: number) => (): number => {
  const machine = started(loop, cpuCount, quantum);
  const times = Array.from({ length: runs }, () => timeSteps(machine, steps));
  return millionsPerSecond(median(times));
};

/** Time of the hot loop with something inserted, as a multiple of without, taken in turns. */
const costOf =
  (insert: (machine: Computer) => void, loop = 'hot_page') =>
  (): number => {
    const plain = started(loop);
    const laden = started(loop);
    insert(laden);
    timeSteps(laden, steps / 4);
    const ratios = Array.from({ length: runs }, () => {
      const without = timeSteps(plain, steps);
      return timeSteps(laden, steps) / without;
    });
    return median(ratios);
  };

/** A rate as a share of another one, both measured in turns. */
const shareOf = (one: () => Computer, other: () => Computer) => (): number => {
  const [first, second] = [one(), other()];
  const ratios = Array.from({ length: runs }, () => {
    const time = timeSteps(first, steps);
    return timeSteps(second, steps) / time;
  });
  return median(ratios);
};

const watched = { physical: physicalAddress(0x1000000 + 0x800), bytes: 8 } as const;

/** Milliseconds of wall time from power-on until all CPUs run their worker loops. */
function bootTime(): number {
  const times = Array.from({ length: runs }, () => {
    const { machine, console: text } = bootHypervisor({ cpuCount: 4 });
    const start = performance.now();
    while (!text().includes('Live: patching')) runAll(machine, 10_000);
    return performance.now() - start;
  });
  return median(times);
}

/** Microseconds to go back to a checkpoint when ten pages have been written since. */
function restoreTime(): number {
  const machine = started('mix', 4);
  const checkpoints = new Checkpoints(machine);
  const kept = checkpoints.take();
  for (let page = 0; page < 10; page++) {
    machine.writeLinear(0, linearAddress(0x2000000 + page * 4096), Uint8Array.of(1));
  }
  const times = Array.from({ length: 2000 }, () => {
    const start = process.hrtime.bigint();
    checkpoints.restore(kept);
    return Number(process.hrtime.bigint() - start) / 1000;
  });
  return median(times);
}

/** Evaluations a second of `rdi == 0x123456789` at an instruction of the loop of calls. */
function conditionRate(): number {
  const machine = started('hot_page');
  const place = linearAddress(address('hot_page'));
  machine.insertCounter(place);
  timeSteps(machine, steps / 4);
  const perStep = (machine.counts.get(place) ?? 0) / (steps / 4);
  machine.removeCounter(place);
  const agent = newAgent();
  const breakpoints = new Breakpoints(machine, agent);
  const register = views[64].places.find(({ name }) => name === 'rdi')?.number ?? 0;
  const condition = Uint8Array.of(
    0x26,
    0,
    register,
    0x25,
    0,
    0,
    0,
    1,
    0x23,
    0x45,
    0x67,
    0x89,
    0x13,
    0x27,
  );
  const inserted = breakpoints.insert(
    0,
    { type: 0, address: place, length: 1, conditions: [condition] },
    { view: views[64] },
  );
  if (inserted !== undefined) throw new Error(inserted.why);
  timeSteps(machine, steps / 4);
  const times = Array.from({ length: runs }, () => timeSteps(machine, steps / 4));
  return (perStep * steps) / 4 / (median(times) / 1000);
}

/** A thousand breakpoints that are not hit, spread as functions of a kernel are. */
function insertThousand(machine: Computer): void {
  for (let index = 0; index < 1000; index++) {
    machine.insertBreakpoint(linearAddress(0x4000_0000 + index * 0x1234 + ((index * 37) % 4096)));
  }
}

const row = (
  name: string,
  unit: string,
  better: 'more' | 'less',
  goal: number,
  measure: () => number,
): BenchRow => ({ name, unit, better, goal, measure });

// prettier-ignore
export const engineRows: readonly BenchRow[] = [
  row('mix of arithmetic, memory, calls: 1 CPU',            'MIPS',  'more', 80,   rate('mix')),
  row('the same on 4 CPUs, quantum 1',                      'MIPS',  'more', 40,   rate('mix', 4, 1)),
  row('the same on 4 CPUs, quantum 1000',                   'MIPS',  'more', 80,   rate('mix', 4, 1000)),
  row('8 CPUs at quantum 1000, as a share of 1 CPU',        'times', 'more', 0.8,
    shareOf(() => started('mix', 8, 1000), () => started('mix'))),
  row('4 CPUs at quantum 1, as a share of quantum 1000',    'times', 'more', 0.4,
    shareOf(() => started('mix', 4, 1), () => started('mix', 4, 1000))),
  row('patching one instruction, int3 first, and running it', 'MIPS', 'more', 60,  rate('poke_loop')),
  row('int3, #BP handler, iretq',                           'MIPS',  'more', 40,   rate('int3_loop')),
  row('hot loop: a breakpoint on its page, not hit',        'times', 'less', 1.1,
    costOf((machine) => machine.insertBreakpoint(linearAddress(address('not_hit'))))),
  row('mix on 1 CPU: a thousand breakpoints, not hit',      'times', 'less', 1.1, costOf(insertThousand, 'mix')),
  row('conditions of a breakpoint, evaluated here',         '/s',    'more', 1_000_000, conditionRate),
  row('hot loop: a write watchpoint on its data page',      'times', 'less', 1.1,
    costOf((machine) => machine.insertWatch({ ...watched, access: 'write' }))),
  row('hot loop: an access watchpoint on its data page',    'times', 'less', 1.1,
    costOf((machine) => machine.insertWatch({ ...watched, access: 'access' }))),
  row('tiny hypervisor, 4 CPUs, to its worker loops',       'ms',    'less', 100,  bootTime),
  row('restore of a checkpoint, 10 dirty pages, 4 CPUs',    'us',    'less', 10,   restoreTime),
];
