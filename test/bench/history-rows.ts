/** What a past costs while the machine runs, and what going back takes. */
import { linearAddress } from '../../src/foundation/addresses.ts';
import { History } from '../../src/history/history.ts';
import type { Journey } from '../../src/history/history.ts';
import { bootHypervisor, runAll } from '../machine/hypervisor.ts';
import { address, createGuest, startLoop, timeSteps } from './guest.ts';
import type { BenchRow } from './row.ts';
import { median } from './row.ts';

const runs = 9;
const sliceSteps = 200_000;
const farSteps = 100_000_000;

/** Four CPUs in a loop of arithmetic, memory and calls. */
function started() {
  const machine = createGuest(4, 100);
  startLoop(machine, 'mix', 0x7fffffff);
  timeSteps(machine, 5_000_000);
  return machine;
}

/** Speed with a past as a share of the speed without, taken in turns. */
function shareWithPast(): number {
  const plain = started();
  const computer = started();
  const history = new History({ computer });
  const time = (machine: typeof plain | History): number => {
    const { user, system } = process.cpuUsage();
    for (let done = 0; done < 20_000_000; done += sliceSteps) runAll(machine, sliceSteps);
    const after = process.cpuUsage();
    return after.user + after.system - user - system;
  };
  const shares = Array.from({ length: runs }, () => time(plain) / time(history));
  return median(shares);
}

let lived: { history: History; computer: ReturnType<typeof started> } | undefined;

/** A history of a hundred million steps. */
function farIn() {
  if (lived === undefined) {
    const computer = started();
    lived = { computer, history: new History({ computer }) };
    for (let done = 0; done < farSteps; done += sliceSteps) runAll(lived.history, sliceSteps);
  }
  return lived;
}

function arrive(journey: Journey): void {
  while (journey.next().done !== true);
}

const milliseconds = (work: () => void): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

/** Steps back of all CPUs in turn, from the present and from moments all over the past. */
function stepBackTime(): number {
  const { history } = farIn();
  const times: number[] = [];
  for (let part = 0; part < 20; part += 1) {
    history.seek(history.end.steps - Math.floor((part * farSteps) / 21));
    for (let step = 0; step < 10; step += 1) {
      times.push(milliseconds(() => arrive(history.stepBack(step % 4))));
    }
  }
  return median(times);
}

/** Back over ten million steps to a breakpoint that was met there. */
function searchBackTime(): number {
  const { history, computer } = farIn();
  const times = Array.from({ length: 5 }, (_, part) => {
    const end = history.end.steps - part * 3_000_000;
    history.seek(end);
    const never = linearAddress(address('not_hit'));
    history.insertBreakpoint(never);
    const journey = history.searchBack();
    const time = milliseconds(() => {
      while (computer.moment === end || computer.moment > end - 10_000_000) {
        if (journey.next().done === true) break;
      }
    });
    history.removeBreakpoint(never);
    return time;
  });
  return median(times);
}

/** MiB that the checkpoints of a hundred million steps take. */
const checkpointMemory = (): number => farIn().history.checkpointBytes / 2 ** 20;

/** The whole run of the tiny hypervisor backwards, from write to write of a byte that is patched. */
function lastWriterTime(): number {
  const history = new History({ computer: bootHypervisor({ cpuCount: 4 }).machine });
  runAll(history, 10_000_000);
  const physical = history.translate(0, linearAddress(history.readRegister(0, 'rsp')));
  if (physical === undefined) throw new Error('the stack is mapped');
  history.insertWatch({ physical, bytes: 1, access: 'write' });
  return median(
    Array.from({ length: runs }, () => milliseconds(() => arrive(history.searchBack()))),
  );
}

// prettier-ignore
export const historyRows: readonly BenchRow[] = [
  { name: 'running with a past, as a share of without: 4 CPUs', unit: 'times', better: 'more', goal: 0.9, measure: shareWithPast },
  { name: 'reverse-stepi, 100 M steps into history, 4 CPUs', unit: 'ms', better: 'less', goal: 30, measure: stepBackTime },
  { name: 'reverse-continue over 10 M steps, 4 CPUs', unit: 'ms', better: 'less', goal: 1000, measure: searchBackTime },
  { name: 'reverse-continue to the last writer of a byte', unit: 'ms', better: 'less', measure: lastWriterTime },
  { name: 'checkpoints of 100 M steps', unit: 'MiB', better: 'less', goal: 256, measure: checkpointMemory },
];
