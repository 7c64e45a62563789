/** `Qbtrace-conf:bts:size=size`: how many branches gdb wants, in bytes of a CPU's buffer. */
import { full, ok, packet } from '../packet.ts';

export const branchTraceSize = packet({
  prefix: 'Qbtrace-conf:bts:size=',
  help: 'Choose how many branches are read at most, 24 bytes each.',
  support: full(),
  features: ['Qbtrace-conf:bts:size+'],
  parse: (fields): { readonly bytes: number } => {
    fields.skip('0x');
    return { bytes: fields.count() };
  },
  ask: ({ bytes }) => bytes.toString(16),
  print: ok,
});
