/** `QStartNoAckMode`: no `+` and `-` from now on; TCP does not lose bytes. */
import { full, nothing, ok, packet } from '../packet.ts';

export const startNoAck = packet({
  prefix: 'QStartNoAckMode',
  follows: '',
  help: 'Stop acknowledging packets.',
  support: full(),
  features: ['QStartNoAckMode+'],
  needs: 'nothing',
  parse: () => nothing,
  ask: () => '',
  print: ok,
});
