/** Why the machine stands still, turned into what gdb shows: a stop reply and lines for its user. */
import {
  signals,
  type Stopped,
  type StopPoint,
  type StopReply,
} from '../../protocol/rsp/stop-reply.ts';
import type { Done } from '../../protocol/rsp/packet.ts';
import type { StopReason } from '../machine/stop.ts';
import { describeHappening } from './happenings.ts';
import { readExpedited } from './register-image.ts';
import type { Client } from './client.ts';
import type { Target } from './target.ts';
import { drives } from './situation.ts';
import { storyOf, withoutPoint } from './stop-story.ts';
import { resumedBy } from './resumption.ts';
import { threadOf } from './threads.ts';

export interface StopDescription {
  /** Lines for gdb's console, each with its newline; they travel before the reply. */
  readonly console: readonly string[];
  readonly reply: StopReply;
}

/** Describes a stop to this client. A stop point is named only to a client that understands it. */
export function describeStop(target: Target, reason: StopReason): StopDescription {
  switch (reason.kind) {
    case 'breakpoint':
      return describeBreakpoint(target, reason);
    case 'watchpoint':
      return stopped(target, reason.cpu, { point: stopPointOf(target, reason) });
    case 'stepped':
      return stopped(target, reason.cpu, {});
    case 'budget':
      // It stands still although nothing has happened: Ctrl-C.
      return stopped(target, reason.cpu, { signal: signals.interrupt });
    case 'shutdown':
      return stopped(target, reason.cpu, {
        signal: signals.abort,
        line: `CPU ${reason.cpu} is in shutdown: ${reason.why}`,
      });
    case 'idle':
      return stopped(target, reason.cpu, {
        signal: signals.none,
        line: 'every resumed CPU is halted and no device event is due: nothing will happen',
      });
    case 'caught':
      return stopped(target, reason.cpu, {
        line: `caught ${namesFor(target, reason)}: ${describeHappening(reason.happening)}`,
      });
    case 'replaylog':
      return stopped(target, reason.cpu, { point: { kind: 'replaylog', which: reason.which } });
    case 'exited':
      return { console: [], reply: exitReply(target, reason.status) };
  }
}

/** What gdb has inserted and a CPU has met. */
export function stopPointOf({ breakpoints }: Target, reason: StopReason): StopPoint | undefined {
  if (reason.kind === 'breakpoint') return breakpoints.pointAt(reason.address);
  if (reason.kind !== 'watchpoint') return undefined;
  return breakpoints.watchAt(reason.physical, reason.access);
}

type Stop<K extends StopReason['kind']> = Extract<StopReason, { kind: K }>;

const namesFor = ({ catching }: Target, { happening }: Stop<'caught'>): string =>
  catching.namesFor(happening).join(', ');

/** A breakpoint of gdb's, or a site that `monitor catch torn` waits for. */
function describeBreakpoint(target: Target, reason: Stop<'breakpoint'>): StopDescription {
  const { cpu, address } = reason;
  const point = stopPointOf(target, reason);
  const torn = target.catching.tornSiteAt(address);
  if (torn === undefined) return stopped(target, cpu, { point });
  const line = `caught torn: CPU ${cpu} is about to execute ${torn}, which is torn`;
  return stopped(target, cpu, { point, line });
}

/**
 * How the machine is, for one who asks. Stop points may be those of an earlier client, so only
 * where and how it stopped is told.
 */
export function describeSituation(target: Target): StopReply {
  const { client, situation } = target;
  if (situation.killed) return killed(client);
  const reason = situation.lastStop ?? { kind: 'stepped', cpu: client.queryCpu };
  const { reply } = describeStop(target, reason);
  if (reply.kind !== 'stopped') return reply;
  client.queryCpu = reply.core;
  return withoutPoint(reply);
}

/** One CPU: why the machine stands still, if it is because of this one. */
export function describeThread(target: Target, cpu: number): Stopped {
  const { lastStop } = target.situation;
  if (lastStop?.cpu !== cpu) return describeHalt(target, cpu);
  const { reply } = describeStop(target, lastStop);
  if (reply.kind !== 'stopped') return describeHalt(target, cpu);
  return drives(target) ? reply : withoutPoint(reply);
}

/**
 * The CPUs that stand, for one who asks in non-stop mode; `done` if all of them run. gdb 13 dies of
 * an internal error where the reply and its `vStopped` bring more than one stop, so the others are
 * told behind them.
 */
export function describeEach(target: Target): StopReply | Done {
  const { client, machine, situation } = target;
  const { lastStop, resumption } = situation;
  if (situation.killed || lastStop?.kind === 'exited') return describeSituation(target);
  const standing = Array.from({ length: machine.cpuCount }, (_, cpu) => cpu).filter(
    (cpu) => !resumedBy(resumption).includes(cpu),
  );
  const [first, ...others] = standing.sort((one) => (one === client.queryCpu ? -1 : 0));
  if (first === undefined) return 'done';
  client.untold = others;
  const reply = describeHalt(target, first);
  client.stops = [reply];
  return reply;
}

/** A CPU that stands because gdb wants it to. */
export const describeHalt = (target: Target, cpu: number): Stopped =>
  stopped(target, cpu, { signal: signals.none }).reply;

/** A CPU that has come up, for one who asked to be told. */
export const describeAppearance = (target: Target, cpu: number): StopDescription =>
  stopped(target, cpu, { point: { kind: 'create' } });

/** A CPU that may not run, for lldb. */
export const describeRefusal = (target: Target, why: string): Stopped =>
  stopped(target, target.client.queryCpu, { signal: signals.none, line: why }).reply;

/** The reply to a Ctrl-C that found `cpu` about to run. */
export const describeInterrupt = (target: Target, cpu: number): StopDescription =>
  stopped(target, cpu, { signal: signals.interrupt });

/** `W` for a machine that its guest has ended. */
const exitReply = ({ client }: Target, status: number): StopReply => ({
  kind: 'exited',
  status,
  ...processOf(client),
});

/** `X` for a machine that a client has ended. */
export const killed = (client: Client): StopReply => ({ kind: 'killed', ...processOf(client) });

/** The process, for clients that understand processes. */
const processOf = ({ announced }: Client): { readonly process?: number } =>
  announced.has('multiprocess+') ? { process: 1 } : {};

/** A client must have announced the kinds of breakpoint; what it asked for itself it knows. */
const isUnderstood = (point: StopPoint, announced: ReadonlySet<string>): boolean =>
  'address' in point ||
  point.kind === 'replaylog' ||
  point.kind === 'create' ||
  announced.has(`${point.kind}+`);

function stopped(
  target: Target,
  cpu: number,
  {
    signal = signals.trap,
    point,
    line,
  }: { signal?: number; point?: StopPoint | undefined; line?: string },
): StopDescription & { readonly reply: Stopped } {
  const { client, machine } = target;
  const understood = point !== undefined && isUnderstood(point, client.announced);
  return {
    console: line === undefined ? [] : [`textpoke: ${line}\n`],
    reply: {
      kind: 'stopped',
      signal,
      thread: threadOf(client, cpu),
      core: cpu,
      ...(understood ? { point } : {}),
      registers: readExpedited(machine, cpu, client.view),
      ...(client.listsThreads ? { story: storyOf(target, cpu, { signal, point, line }) } : {}),
    },
  };
}
