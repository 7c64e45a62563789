/** `qAttached[:pid]`: yes, so that gdb detaches when the user quits, and kills nothing. */
import { full, packet, printDone } from '../packet.ts';

export const attached = packet({
  prefix: 'qAttached',
  help: 'Tell that the machine was there before gdb.',
  support: full(),
  needs: 'nothing',
  parse(fields): { readonly process?: number } {
    return fields.skip(':') ? { process: fields.count() } : {};
  },
  ask: ({ process }) => (process === undefined ? '' : `:${process.toString(16)}`),
  print: printDone('1'),
});
