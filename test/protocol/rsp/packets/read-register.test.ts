/** Specifies protocol/rsp/packets/read-register.ts. */
import fc from 'fast-check';
import { readRegister } from '../../../../protocol/rsp/packets/read-register.ts';
import { describePacket, counts } from './specification.ts';

describePacket('readRegister', readRegister, {
  means: [['p10', { register: 16 }]],
  requests: fc.record({ register: counts }),
  replies: [[Uint8Array.of(1, 0xab), '01ab']],
  refuses: ['p', 'p10;thread:1'],
});
