/** Specifies protocol/rsp/packets/search-memory.ts. */
import fc from 'fast-check';
import { searchMemory } from '../../../../protocol/rsp/packets/search-memory.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket, addresses } from './specification.ts';

describePacket('searchMemory', searchMemory, {
  means: [
    [
      'qSearch:memory:1000;ffffffffff;;a',
      {
        address: linearAddress(0x1000),
        length: 0xff_ffff_ffffn,
        pattern: Uint8Array.of(0x3b, 0x61),
      },
    ],
  ],
  requests: fc.record({
    address: addresses,
    length: addresses,
    pattern: fc.uint8Array({ minLength: 1, maxLength: 32 }),
  }),
  replies: [
    ['not found', '0'],
    [linearAddress(0xffff_8000_0000_0010n), '1,ffff800000000010'],
  ],
  refuses: ['qSearch:memory:', 'qSearch:memory:0;1', 'qSearch:memory:0;1;'],
});
