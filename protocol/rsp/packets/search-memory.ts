/** `qSearch:memory:address;length;pattern`: find bytes in memory, for gdb's `find`. */
import type { LinearAddress } from '../../../src/foundation/addresses.ts';
import { bytesOfText } from '../numbers.ts';
import { full, packet } from '../packet.ts';

export interface MemorySearch {
  readonly address: LinearAddress;
  /** Bytes to search: as many as there are addresses. */
  readonly length: bigint;
  readonly pattern: Uint8Array;
}

/** The frame undid the escapes of the pattern. */
export const searchMemory = packet({
  prefix: 'qSearch:memory:',
  help: 'Find bytes in memory as the selected CPU sees it; what is not mapped is passed over.',
  support: full(),
  needs: 'machine',
  parse(fields): MemorySearch {
    const address = fields.address();
    fields.expect(';');
    const length: bigint = fields.address();
    fields.expect(';');
    const pattern = fields.rest();
    if (pattern.length === 0) fields.refuse('a pattern of no bytes');
    return { address, length, pattern };
  },
  ask({ address, length, pattern }) {
    const head = bytesOfText(`${address.toString(16)};${length.toString(16)};`);
    const body = new Uint8Array(head.length + pattern.length);
    body.set(head);
    body.set(pattern, head.length);
    return body;
  },
  print: (found: LinearAddress | 'not found') =>
    found === 'not found' ? '0' : `1,${found.toString(16)}`,
});
