/** `qThreadExtraInfo,thread`: what a CPU is doing, in words. */
import { bytesOfText, hexOf, threadIdText, type ThreadId } from '../numbers.ts';
import { full, packet } from '../packet.ts';

export const threadExtraInfo = packet({
  prefix: 'qThreadExtraInfo,',
  help: 'Describe a CPU in words.',
  support: full(),
  needs: 'machine',
  parse: (fields): { readonly thread: ThreadId } => ({ thread: fields.threadId() }),
  ask: ({ thread }) => threadIdText(thread),
  print: (text: string) => hexOf(bytesOfText(text)),
});
