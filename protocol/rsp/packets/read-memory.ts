/** `m addr,length`: guest memory as hex. */
import type { LinearAddress } from '../../../src/foundation/addresses.ts';
import { hexOf } from '../numbers.ts';
import { full, hexDigits, packet } from '../packet.ts';

export interface MemoryRange {
  readonly address: LinearAddress;
  readonly length: number;
}

/** The reply may hold fewer bytes than asked for: up to the first unmapped one. */
export const readMemory = packet({
  prefix: 'm',
  follows: hexDigits,
  help: 'Read memory as the selected CPU sees it.',
  support: full(),
  needs: 'machine',
  parse(fields): MemoryRange {
    const address = fields.address();
    fields.expect(',');
    return { address, length: fields.count() };
  },
  ask: ({ address, length }) => `${address.toString(16)},${length.toString(16)}`,
  print: (bytes: Uint8Array) => hexOf(bytes),
});
