/** `vKill;pid`: `k` with a reply. */
import { full, ok, packet } from '../packet.ts';

export const killProcess = packet({
  prefix: 'vKill;',
  help: 'End the machine.',
  support: full(),
  needs: 'seat',
  parse: (fields): { readonly process: number } => ({ process: fields.count() }),
  ask: ({ process }) => process.toString(16),
  print: ok,
});
