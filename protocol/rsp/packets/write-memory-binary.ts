/** `X addr,length:bytes`: raw bytes into guest memory; the frame undid the escapes. */
import { bytesOfText } from '../numbers.ts';
import { full, ok, hexDigits, packet } from '../packet.ts';
import type { MemoryWrite } from './write-memory.ts';

/** gdb probes for it with no bytes at all, so an empty write is fine anywhere. */
export const writeMemoryBinary = packet({
  prefix: 'X',
  follows: hexDigits,
  help: 'Write memory as the selected CPU sees it, half the size on the wire.',
  support: full(),
  parse(fields): MemoryWrite {
    const address = fields.address();
    fields.expect(',');
    const length = fields.count();
    fields.expect(':');
    const bytes = fields.rest();
    if (bytes.length !== length) fields.refuse(`${length} bytes announced, ${bytes.length} sent`);
    return { address, bytes };
  },
  ask({ address, bytes }) {
    const head = bytesOfText(`${address.toString(16)},${bytes.length.toString(16)}:`);
    const body = new Uint8Array(head.length + bytes.length);
    body.set(head);
    body.set(bytes, head.length);
    return body;
  },
  print: ok,
});
