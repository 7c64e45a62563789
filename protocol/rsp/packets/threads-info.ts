/** `jThreadsInfo`: all CPUs at once, with the registers that lldb unwinds with, as JSON. */
import { full, nothing, packet } from '../packet.ts';
import { threadInfoOf, type Stopped } from '../stop-reply.ts';

export const threadsInfo = packet({
  prefix: 'jThreadsInfo',
  follows: '',
  help: 'Tell of all CPUs at once where and why they stand (lldb).',
  support: full(),
  needs: 'machine',
  parse: () => nothing,
  ask: () => '',
  print: (stops: readonly Stopped[]) => JSON.stringify(stops.map(threadInfoOf)),
});
