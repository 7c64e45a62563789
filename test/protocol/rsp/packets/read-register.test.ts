/** Specifies protocol/rsp/packets/read-register.ts. */
import fc from 'fast-check';
import { readRegister } from '../../../../protocol/rsp/packets/read-register.ts';
import { describePacket, counts, threads } from './specification.ts';

describePacket('readRegister', readRegister, {
  means: [
    ['p10', { register: 16 }],
    ['p10;thread:0002;', { register: 16, thread: { thread: 2 } }],
  ],
  requests: fc.record({ register: counts, thread: threads }, { requiredKeys: ['register'] }),
  replies: [[Uint8Array.of(1, 0xab), '01ab']],
  refuses: ['p', 'p10;core:1'],
});
