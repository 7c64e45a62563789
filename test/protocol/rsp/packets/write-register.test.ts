/** Specifies protocol/rsp/packets/write-register.ts. */
import fc from 'fast-check';
import { writeRegister } from '../../../../protocol/rsp/packets/write-register.ts';
import { describePacket, counts, images, threads } from './specification.ts';

describePacket('writeRegister', writeRegister, {
  means: [
    ['P10=0010000000000000', { register: 16, image: Uint8Array.of(0, 16, 0, 0, 0, 0, 0, 0) }],
    ['P1=01;thread:2;', { register: 1, image: Uint8Array.of(1), thread: { thread: 2 } }],
  ],
  requests: fc.record(
    { register: counts, image: images, thread: threads },
    { requiredKeys: ['register', 'image'] },
  ),
  replies: [['done', 'OK']],
  refuses: ['P10', 'P=00', 'P1=0'],
});
