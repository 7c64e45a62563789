/** Specifies protocol/rsp/packets/write-memory-binary.ts. */
import fc from 'fast-check';
import { writeMemoryBinary } from '../../../../protocol/rsp/packets/write-memory-binary.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket, addresses, images } from './specification.ts';

describePacket('writeMemoryBinary', writeMemoryBinary, {
  means: [
    ['X1000,3:\u0003#:', { address: linearAddress(0x1000), bytes: Uint8Array.of(3, 0x23, 0x3a) }],
    ['X1000,0:', { address: linearAddress(0x1000), bytes: new Uint8Array() }],
  ],
  requests: fc.record({ address: addresses, bytes: images }),
  replies: [['done', 'OK']],
  refuses: ['X1000,2:a', 'X1000,1:ab', 'X1000'],
});
