/** Specifies protocol/rsp/packets/write-registers.ts. */
import fc from 'fast-check';
import { writeRegisters } from '../../../../protocol/rsp/packets/write-registers.ts';
import { describePacket, images } from './specification.ts';

describePacket('writeRegisters', writeRegisters, {
  means: [['G0102', { image: Uint8Array.of(1, 2) }]],
  requests: fc.record({ image: images }),
  replies: [['done', 'OK']],
  refuses: ['G1', 'Gxx'],
});
