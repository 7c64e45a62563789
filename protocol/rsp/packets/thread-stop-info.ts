/** `qThreadStopInfo id`: why one CPU stands still (lldb). */
import { threadIdText, type ThreadId } from '../numbers.ts';
import { full, threadDigits, packet } from '../packet.ts';
import { printStopReply } from '../stop-reply.ts';

export const threadStopInfo = packet({
  prefix: 'qThreadStopInfo',
  follows: threadDigits,
  help: 'Tell why one CPU stands still (lldb).',
  support: full(),
  needs: 'machine',
  parse: (fields): { readonly thread: ThreadId } => ({ thread: fields.threadId() }),
  ask: ({ thread }) => threadIdText(thread),
  print: printStopReply,
});
