/** `Rxx`: the older way to start the machine anew; nobody waits for a reply. */
import { full, nothing, packet } from '../packet.ts';

export const restart = packet({
  prefix: 'R',
  help: 'Start the machine anew from its first moment.',
  support: full(),
  needs: 'nothing',
  parse(fields) {
    // Two digits that mean nothing (gdb manual E.2).
    fields.rest();
    return nothing;
  },
  ask: () => '00',
  print: () => '',
});
