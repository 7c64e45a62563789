/** Specifies protocol/rsp/packets/write-registers.ts. */
import fc from 'fast-check';
import { writeRegisters } from '../../../../protocol/rsp/packets/write-registers.ts';
import { describePacket, images, threads } from './specification.ts';

describePacket('writeRegisters', writeRegisters, {
  means: [
    ['G0102', { image: Uint8Array.of(1, 2) }],
    ['G01;thread:2;', { image: Uint8Array.of(1), thread: { thread: 2 } }],
  ],
  requests: fc.record({ image: images, thread: threads }, { requiredKeys: ['image'] }),
  replies: [['done', 'OK']],
  refuses: ['G1'],
});
