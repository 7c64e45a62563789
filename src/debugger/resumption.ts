/** Which CPUs gdb lets go, and how: its actions as an order to the machine. */
import type { ResumeAction } from '../../protocol/rsp/packets/resume.ts';
import { anyThread, type ThreadId } from '../../protocol/rsp/numbers.ts';
import { errno, refusal, type Refusal } from '../../protocol/rsp/refusal.ts';
import type { History, Journey } from '../history/history.ts';
import type { RunOrder } from '../machine/machine.ts';
import type { Target } from './target.ts';
import { cpusOf } from './threads.ts';

/** A reply that comes later: the machine runs until it stops. */
export interface Resumption {
  readonly kind: 'resumption';
  readonly order: Omit<RunOrder, 'budget'>;
}

/** A reply that comes when a way back in time has been gone. */
export interface Reversal {
  readonly kind: 'reversal';
  readonly journey: Journey;
}

/** A way back, if there is a history to go back in. */
export function reversalOf(
  { history }: Target,
  start: (history: History) => Journey,
): Reversal | Refusal {
  if (history !== undefined) return { kind: 'reversal', journey: start(history) };
  return refusal(errno.notPermitted, 'nothing of the past of this machine is kept');
}

/** The order that `vCont` actions give: every CPU obeys the first action that names it. */
export function resumptionOf(
  { machine }: Target,
  actions: readonly ResumeAction[],
): Resumption | Refusal {
  const chosen = new Map<number, ResumeAction>();
  for (const action of actions) {
    const cpus = cpusOf(machine, action.thread ?? { thread: -1 });
    if (cpus.length === 0) return refusal(errno.noSuchThread, 'an action names no CPU');
    for (const cpu of cpus) if (!chosen.has(cpu)) chosen.set(cpu, action);
  }
  const resumed: number[] = [];
  const stepping = new Map<number, Step>();
  for (const [cpu, action] of [...chosen].sort(([one], [other]) => one - other)) {
    if (action.kind === 'stop') continue;
    resumed.push(cpu);
    if (action.kind === 'step') stepping.set(cpu, 'once');
    if (action.kind === 'range') stepping.set(cpu, { start: action.start, end: action.end });
  }
  if (resumed.length === 0) return refusal(errno.invalid, 'no CPU is told to run');
  return { kind: 'resumption', order: { resumed, stepping } };
}

type Step = RunOrder['stepping'] extends ReadonlyMap<number, infer S> ? S : never;

/** `c` and `s` without vCont: `Hc` says who runs; a step with `Hc` open is the `Hg` CPU's. */
export function bareActions(target: Target, kind: 'continue' | 'step'): ResumeAction[] {
  const { resumeThread, queryCpu } = target.client;
  const everyone = resumeThread.thread <= anyThread;
  if (kind === 'continue') return everyone ? [{ kind }] : [{ kind, thread: resumeThread }];
  const stepper: ThreadId = everyone ? { thread: queryCpu + 1 } : resumeThread;
  const step: ResumeAction = { kind: 'step', thread: stepper };
  return everyone ? [step, { kind: 'continue' }] : [step];
}
