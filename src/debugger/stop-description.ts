/** Why the machine stands still, turned into what gdb shows: a stop reply and lines for its user. */
import { signals, type StopPoint, type StopReply } from '../../protocol/rsp/stop-reply.ts';
import type { StopReason } from '../machine/stop.ts';
import { readExpedited } from './register-image.ts';
import type { Target } from './target.ts';
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
      return stopped(target, reason.cpu, { point: target.breakpoints.pointAt(reason.address) });
    case 'watchpoint':
      return stopped(target, reason.cpu, {
        point: target.breakpoints.watchAt(reason.physical, reason.access),
      });
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
    case 'exited':
      return { console: [], reply: exitReply(target, reason.status) };
  }
}

/** `W` for a machine that its guest has ended. */
function exitReply({ client }: Target, status: number): StopReply {
  if (!client.announced.has('multiprocess+')) return { kind: 'exited', status };
  return { kind: 'exited', status, process: 1 };
}

function stopped(
  target: Target,
  cpu: number,
  {
    signal = signals.trap,
    point,
    line,
  }: { signal?: number; point?: StopPoint | undefined; line?: string },
): StopDescription {
  const { client, machine } = target;
  const understood =
    point !== undefined && ('address' in point || client.announced.has(`${point.kind}+`));
  return {
    console: line === undefined ? [] : [`textpoke: ${line}\n`],
    reply: {
      kind: 'stopped',
      signal,
      thread: threadOf(client, cpu),
      core: cpu,
      ...(understood ? { point } : {}),
      registers: readExpedited(machine, cpu),
    },
  };
}
