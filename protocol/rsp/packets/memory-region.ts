/** `qMemoryRegionInfo:addr`: what lies around an address, as lldb asks before it trusts one. */
import type { LinearAddress } from '../../../src/foundation/addresses.ts';
import { pairs } from '../lldb.ts';
import { full, packet } from '../packet.ts';

/** A range of addresses that are alike; `permissions` such as `rx`, absent where nothing is mapped. */
export interface MemoryRegion {
  readonly start: bigint;
  /** The first address behind it. */
  readonly end: bigint;
  readonly permissions?: string;
}

export const memoryRegion = packet({
  prefix: 'qMemoryRegionInfo:',
  help: 'Tell the range around an address that is mapped alike, or the gap there (lldb).',
  support: full(),
  needs: 'machine',
  parse: (fields): { readonly address: LinearAddress } => ({ address: fields.address() }),
  ask: ({ address }) => address.toString(16),
  print({ start, end, permissions }: MemoryRegion) {
    const where = pairs(['start', start.toString(16)], ['size', (end - start).toString(16)]);
    return permissions === undefined ? where : where + pairs(['permissions', permissions]);
  },
});
