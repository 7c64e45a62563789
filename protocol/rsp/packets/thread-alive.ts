/** `T thread`: whether the CPU exists. */
import { threadIdText, type ThreadId } from '../numbers.ts';
import { full, ok, threadDigits, packet } from '../packet.ts';

export const threadAlive = packet({
  prefix: 'T',
  follows: threadDigits,
  help: 'Tell whether a CPU exists.',
  support: full(),
  needs: 'machine',
  parse: (fields): { readonly thread: ThreadId } => ({ thread: fields.threadId() }),
  ask: ({ thread }) => threadIdText(thread),
  print: ok,
});
