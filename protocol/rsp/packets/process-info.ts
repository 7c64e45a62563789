/** `qProcessInfo`: lldb asks which process it debugs. */
import { pairs, triplePairs, type Triple } from '../lldb.ts';
import { full, nothing, packet } from '../packet.ts';

export const processInfo = packet({
  prefix: 'qProcessInfo',
  follows: '',
  help: 'Tell the process, which stands for the machine, and its triple (lldb).',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: ({ process, ...triple }: Triple & { readonly process: number }) =>
    pairs(['pid', process.toString(16)]) + triplePairs(triple),
});
