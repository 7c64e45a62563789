/** `vRun;file[;argument]...`: the machine is started anew (extended mode). */
import { packet, partly } from '../packet.ts';
import { bytesOfHex, bytesOfText, hexOf, textOfBytes } from '../numbers.ts';
import { printStopReply, type StopReply } from '../stop-reply.ts';

/** The file's name and its arguments; gdb sends an empty name where it knows none. */
export const run = packet({
  prefix: 'vRun;',
  help: 'Start the machine anew from its first moment.',
  support: partly('the image and its command line stay what they were; those of gdb are not used'),
  needs: 'nothing',
  parse(fields): { readonly words: readonly string[] } {
    const words: string[] = [];
    do {
      const word = bytesOfHex(bytesOfText(fields.text(';')));
      if (word === undefined) fields.refuse('expected pairs of hex digits');
      words.push(textOfBytes(word ?? new Uint8Array()));
    } while (fields.skip(';'));
    return { words };
  },
  ask: ({ words }) => words.map((word) => textOfBytes(hexOf(bytesOfText(word)))).join(';'),
  print: (reply: StopReply) => printStopReply(reply),
});
