/** `M addr,length:hex`: bytes into guest memory. */
import type { LinearAddress } from '../../../src/foundation/addresses.ts';
import { hexOf, textOfBytes } from '../numbers.ts';
import { full, ok, hexDigits, packet } from '../packet.ts';

export interface MemoryWrite {
  readonly address: LinearAddress;
  readonly bytes: Uint8Array;
}

/** The stated length must be that of the bytes. */
export const writeMemory = packet({
  prefix: 'M',
  follows: hexDigits,
  help: 'Write memory as the selected CPU sees it.',
  support: full(),
  parse(fields): MemoryWrite {
    const address = fields.address();
    fields.expect(',');
    const length = fields.count();
    fields.expect(':');
    const bytes = fields.hexRest();
    if (bytes.length !== length) fields.refuse(`${length} bytes announced, ${bytes.length} sent`);
    return { address, bytes };
  },
  ask: ({ address, bytes }) =>
    `${address.toString(16)},${bytes.length.toString(16)}:${textOfBytes(hexOf(bytes))}`,
  print: ok,
});
