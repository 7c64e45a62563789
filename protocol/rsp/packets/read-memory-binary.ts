/** `x addr,length`: guest memory as raw bytes (gdb 16 and later). */
import { full, hexDigits, packet } from '../packet.ts';
import { readMemory } from './read-memory.ts';

const marker = 'b'.charCodeAt(0);

/** The reply is `b` and the bytes; the letter keeps an empty answer apart from "unsupported". */
export const readMemoryBinary = packet({
  prefix: 'x',
  follows: hexDigits,
  help: 'Read memory as the selected CPU sees it, half the size on the wire.',
  support: full(),
  features: ['binary-upload+'],
  needs: 'machine',
  parse: (fields) => readMemory.parse(fields),
  ask: (range) => readMemory.ask(range),
  print(bytes: Uint8Array) {
    const body = new Uint8Array(bytes.length + 1);
    body[0] = marker;
    body.set(bytes, 1);
    return body;
  },
});
