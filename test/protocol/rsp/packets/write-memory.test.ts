/** Specifies protocol/rsp/packets/write-memory.ts. */
import fc from 'fast-check';
import { writeMemory } from '../../../../protocol/rsp/packets/write-memory.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket, addresses, images } from './specification.ts';

describePacket('writeMemory', writeMemory, {
  means: [
    ['M1000,2:90cc', { address: linearAddress(0x1000), bytes: Uint8Array.of(0x90, 0xcc) }],
    ['M1000,0:', { address: linearAddress(0x1000), bytes: new Uint8Array() }],
  ],
  requests: fc.record({ address: addresses, bytes: images }),
  replies: [['done', 'OK']],
  refuses: ['M1000,2:90', 'M1000,1:90cc', 'M1000,1:9', 'M1000,1:zz', 'M1000:90'],
});
