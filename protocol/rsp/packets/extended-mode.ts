/** `!`: extended mode, in which the server outlives the guest and starts it anew. */
import { full, nothing, ok, packet } from '../packet.ts';

export const extendedMode = packet({
  prefix: '!',
  follows: '',
  help: 'Keep the server when the guest has ended, so that it can be started anew.',
  support: full(),
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
