/** `D[;pid]`: gdb leaves and the guest runs on. */
import { full, ok, packet } from '../packet.ts';

export const detach = packet({
  prefix: 'D',
  follows: ';',
  help: 'Remove all breakpoints and let the guest run on.',
  support: full(),
  needs: 'nothing',
  parse(fields): { readonly process?: number } {
    return fields.skip(';') ? { process: fields.count() } : {};
  },
  ask: ({ process }) => (process === undefined ? '' : `;${process.toString(16)}`),
  print: ok,
});
