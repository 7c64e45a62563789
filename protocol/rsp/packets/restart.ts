/** `Rxx`: the older way to start the machine anew; nobody waits for a reply. */
import { full, nothing, hexDigits, packet } from '../packet.ts';

export const restart = packet({
  prefix: 'R',
  follows: hexDigits,
  help: 'Start the machine anew from its first moment.',
  support: full(),
  needs: 'nothing',
  parse(fields) {
    // Digits that mean nothing (gdb manual E.2).
    if (!fields.atEnd) fields.count();
    return nothing;
  },
  ask: () => '00',
  print: () => '',
});
