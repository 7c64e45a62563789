/** Which CPUs gdb lets go, and how: its actions as an order to the machine. */
import { stepBits } from '../../protocol/rsp/packets/query-step-bits.ts';
import type { ResumeAction } from '../../protocol/rsp/packets/resume.ts';
import { anyThread, type ThreadId } from '../../protocol/rsp/numbers.ts';
import { errno, refusal, type Refusal } from '../../protocol/rsp/refusal.ts';
import type { History, Journey } from '../history/history.ts';
import type { RunOrder } from '../machine/machine.ts';
import type { Client } from './client.ts';
import type { Target } from './target.ts';
import { cpusOf } from './threads.ts';

/** A reply that comes later: the machine runs until it stops. */
export interface Resumption {
  readonly kind: 'resumption';
  readonly order: Omit<RunOrder, 'budget'>;
  /** CPUs that ran and stand still from now on (non-stop mode). */
  readonly halted: readonly number[];
}

/** A reply that comes when a way back in time has been gone. */
export interface Reversal {
  readonly kind: 'reversal';
  readonly journey: Journey;
}

/** A way back, if there is a history to go back in. All CPUs go it together. */
export function reversalOf(
  { client, history }: Target,
  start: (history: History) => Journey,
): Reversal | Refusal {
  if (client.nonStop) return refusal(errno.notPermitted, 'in non-stop mode there is no way back');
  if (history !== undefined) return { kind: 'reversal', journey: start(history) };
  return refusal(errno.notPermitted, 'nothing of the past of this machine is kept');
}

/** The CPUs that a resumption lets run; on a way back none of them is one of its own. */
export const resumedBy = (what: Resumption | Reversal | undefined): readonly number[] =>
  what?.kind === 'resumption' ? what.order.resumed : [];

type Step = RunOrder['stepping'] extends ReadonlyMap<number, infer S> ? S : never;

/**
 * The order that `vCont` actions give: every CPU obeys the first action that names it. In non-stop
 * mode CPUs that run already go on as they do, unless they are told to stop (gdb manual E.2); and
 * those stay whose stop gdb does not know of yet, for it cannot have meant them.
 */
export function resumptionOf(
  target: Target,
  actions: readonly ResumeAction[],
): Resumption | Refusal {
  const { machine, client, situation } = target;
  const chosen = new Map<number, ResumeAction>();
  for (const action of actions) {
    const cpus = cpusOf(machine, action.thread ?? { thread: -1 });
    if (cpus.length === 0) return refusal(errno.noSuchThread, 'an action names no CPU');
    for (const cpu of cpus) if (!chosen.has(cpu)) chosen.set(cpu, action);
  }
  const running = situation.resumption;
  const resumed = new Set(resumedBy(running));
  const stepping = new Map<number, Step>(
    running?.kind === 'resumption' ? running.order.stepping : [],
  );
  const untold = new Set(client.untold);
  for (const stop of client.stops) if (stop.kind === 'stopped') untold.add(stop.core);
  const halted: number[] = [];
  for (const [cpu, action] of chosen) {
    if (action.kind === 'stop') {
      if (resumed.delete(cpu)) halted.push(cpu);
      stepping.delete(cpu);
    } else if (!resumed.has(cpu) && !untold.has(cpu)) {
      resumed.add(cpu);
      if (action.kind === 'step') stepping.set(cpu, 'once');
      if (action.kind === 'range') stepping.set(cpu, { start: action.start, end: action.end });
    }
  }
  if (resumed.size === 0 && !client.nonStop) {
    return refusal(errno.invalid, 'no CPU is told to run');
  }
  return {
    kind: 'resumption',
    order: { resumed: inOrder(resumed), stepping, ...masking(client, stepping) },
    halted,
  };
}

/** A step may leave maskable interrupts for later; NMIs and machine checks it never does. */
function masking(
  { stepMode }: Pick<Client, 'stepMode'>,
  stepping: ReadonlyMap<number, Step>,
): Pick<RunOrder, 'masksInterrupts'> {
  const holds = stepping.size > 0 && (stepMode & stepBits.NOIRQ) !== 0;
  return holds ? { masksInterrupts: true } : {};
}

/** What runs on for `client` when `cpu` has stopped; undefined if nothing does. */
export function without(
  client: Client,
  resumption: Resumption | Reversal,
  cpu: number,
): Resumption | undefined {
  if (resumption.kind === 'reversal') return undefined;
  const before = resumption.order;
  const resumed = before.resumed.filter((other) => other !== cpu);
  const stepping = new Map([...before.stepping].filter(([other]) => other !== cpu));
  if (resumed.length === 0) return undefined;
  const order = { resumed, stepping, ...masking(client, stepping) };
  return { kind: 'resumption', order, halted: [] };
}

const inOrder = (cpus: Iterable<number>): number[] => [...cpus].sort((one, other) => one - other);

/** `c` and `s` without vCont: `Hc` says who runs; a step with `Hc` open is the `Hg` CPU's. */
export function bareActions(target: Target, kind: 'continue' | 'step'): ResumeAction[] {
  const { resumeThread, queryCpu } = target.client;
  const everyone = resumeThread.thread <= anyThread;
  if (kind === 'continue') return everyone ? [{ kind }] : [{ kind, thread: resumeThread }];
  const stepper: ThreadId = everyone ? { thread: queryCpu + 1 } : resumeThread;
  const step: ResumeAction = { kind: 'step', thread: stepper };
  return everyone ? [step, { kind: 'continue' }] : [step];
}
