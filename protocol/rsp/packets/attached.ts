/** `qAttached[:pid]`: whether gdb should detach (`1`) or kill (`0`) when it quits. */
import { full, packet } from '../packet.ts';

/** What came first: gdb, or the machine it found. */
export type Origin = 'found' | 'created';

const digits: Readonly<Record<Origin, string>> = { found: '1', created: '0' };

export const attached = packet({
  prefix: 'qAttached',
  follows: ':',
  help: 'Tell whether the machine was there before gdb.',
  support: full(),
  needs: 'nothing',
  parse(fields): { readonly process?: number } {
    return fields.skip(':') ? { process: fields.count() } : {};
  },
  ask: ({ process }) => (process === undefined ? '' : `:${process.toString(16)}`),
  print: (origin: Origin) => digits[origin],
});
