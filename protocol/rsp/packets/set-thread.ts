/** `Hg thread`, `Hc thread`: the CPU that later questions, or a bare `c` or `s`, are about. */
import { threadIdText, type ThreadId } from '../numbers.ts';
import { full, ok, packet } from '../packet.ts';

export const setThread = packet({
  prefix: 'H',
  follows: 'cg',
  help: 'Select the CPU for later packets.',
  support: full(),
  needs: 'nothing',
  parse(fields): { readonly purpose: 'query' | 'resume'; readonly thread: ThreadId } {
    const purpose = fields.skip('g') ? 'query' : 'resume';
    if (purpose === 'resume') fields.expect('c');
    return { purpose, thread: fields.threadId() };
  },
  ask: ({ purpose, thread }) => (purpose === 'query' ? 'g' : 'c') + threadIdText(thread),
  print: ok,
});
