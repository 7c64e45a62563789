/** Specifies protocol/rsp/packets/read-memory.ts. */
import fc from 'fast-check';
import { readMemory } from '../../../../protocol/rsp/packets/read-memory.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket, addresses, counts } from './specification.ts';

describePacket('readMemory', readMemory, {
  means: [
    ['mffffffff80200000,40', { address: linearAddress(0xffffffff80200000n), length: 0x40 }],
    ['m0,0', { address: linearAddress(0), length: 0 }],
  ],
  requests: fc.record({ address: addresses, length: counts }),
  replies: [[Uint8Array.of(0, 0xc3), '00c3']],
  refuses: ['m', 'm1000', 'm,4', 'm1000,', 'm1000,4,', 'm10000000000000000,1', 'm0,100000000'],
});
