/** Stops of non-stop mode on their way: gdb is told of the first one and fetches the others. */
import { bytesOfText } from '../../protocol/rsp/numbers.ts';
import { printStopReply, type StopReply } from '../../protocol/rsp/stop-reply.ts';
import { describeHalt } from './stop-description.ts';
import type { Target } from './target.ts';

/** Queues a stop; the notification to send, if nothing that gdb has not read waits before it. */
export function tell({ client }: Target, reply: StopReply): Uint8Array | undefined {
  client.stops.push(reply);
  return client.stops.length === 1 ? bytesOfText(`Stop:${printStopReply(reply)}`) : undefined;
}

/** Queues that these CPUs stand. */
export function tellHalted(target: Target, cpus: readonly number[]): Uint8Array | undefined {
  const told = cpus.map((cpu) => tell(target, describeHalt(target, cpu)));
  return told.find((notification) => notification !== undefined);
}

/** Queues the CPUs that had to wait until gdb had read what was told before. */
export function tellUntold(target: Target): Uint8Array | undefined {
  const { client } = target;
  const { untold } = client;
  if (untold.length === 0 || client.stops.length > 0) return undefined;
  client.untold = [];
  return tellHalted(target, untold);
}
