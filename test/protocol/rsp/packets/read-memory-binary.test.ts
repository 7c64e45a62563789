/** Specifies protocol/rsp/packets/read-memory-binary.ts. */
import fc from 'fast-check';
import { readMemoryBinary } from '../../../../protocol/rsp/packets/read-memory-binary.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket, addresses, counts } from './specification.ts';

describePacket('readMemoryBinary', readMemoryBinary, {
  means: [
    ['xffffffff80200000,40', { address: linearAddress(0xffffffff80200000n), length: 0x40 }],
    ['x0,0', { address: linearAddress(0), length: 0 }],
  ],
  requests: fc.record({ address: addresses, length: counts }),
  replies: [
    [Uint8Array.of(0, 0x23), 'b\0#'],
    [new Uint8Array(), 'b'],
  ],
  refuses: ['x', 'x1000', 'x,4', 'x1000,', 'x1000,4,', 'x10000000000000000,1', 'x0,100000000'],
});
