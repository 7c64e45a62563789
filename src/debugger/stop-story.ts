/** A stop as lldb reads it: the reason in its words, the CPU's name, and where all CPUs are. */
import {
  signals,
  type Stopped,
  type StopPoint,
  type StopStory,
} from '../../protocol/rsp/stop-reply.ts';
import { linearAddress } from '../foundation/addresses.ts';
import { readForGdb } from './linear-rip.ts';
import type { Target } from './target.ts';
import { cpuName, threadOf } from './threads.ts';

export interface Cause {
  readonly signal: number;
  readonly point?: StopPoint | undefined;
  /** Why, for people. */
  readonly line?: string | undefined;
}

/** lldb looks for a breakpoint of its own only where it is told that it was one. */
function reasonOf({ signal, point }: Cause, description?: string): StopStory['reason'] {
  if (description !== undefined) return 'exception';
  if (point !== undefined && 'address' in point) return 'watchpoint';
  if (point?.kind === 'swbreak' || point?.kind === 'hwbreak') return 'breakpoint';
  return signal === signals.trap ? 'trace' : undefined;
}

/** gdb has words of its own for it. */
const boundary = (point: StopPoint | undefined): string | undefined =>
  point?.kind === 'replaylog' ? `the ${point.which} of what is recorded` : undefined;

export function storyOf({ client, machine }: Target, cpu: number, cause: Cause): StopStory {
  const description = cause.line ?? boundary(cause.point);
  const reason = reasonOf(cause, description);
  return {
    name: cpuName(cpu),
    ...(reason === undefined ? {} : { reason }),
    ...(description === undefined ? {} : { description }),
    threads: Array.from({ length: machine.cpuCount }, (_, index) => ({
      thread: threadOf(client, index),
      rip: linearAddress(readForGdb(machine, index, 'rip')),
    })),
  };
}

/** How and where a CPU stopped, and not by whose stop point. */
export function withoutPoint({ point, story, ...where }: Stopped): Stopped {
  if (story === undefined) return where;
  const { reason, ...told } = story;
  const keeps = point === undefined && reason === 'exception';
  return { ...where, story: keeps ? story : told };
}
