/** Specifies protocol/rsp/packets/checksum-memory.ts. */
import fc from 'fast-check';
import { checksumMemory } from '../../../../protocol/rsp/packets/checksum-memory.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket, addresses, counts } from './specification.ts';

describePacket('checksumMemory', checksumMemory, {
  means: [['qCRC:1000,40', { address: linearAddress(0x1000), length: 0x40 }]],
  requests: fc.record({ address: addresses, length: counts }),
  replies: [[0xdeadbeef, 'Cdeadbeef']],
  refuses: ['qCRC:', 'qCRC:1000'],
});
