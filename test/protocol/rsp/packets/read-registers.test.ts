/** Specifies protocol/rsp/packets/read-registers.ts. */
import fc from 'fast-check';
import { readRegisters } from '../../../../protocol/rsp/packets/read-registers.ts';
import { describePacket, threads } from './specification.ts';

describePacket('readRegisters', readRegisters, {
  means: [
    ['g', {}],
    ['g;thread:0002;', { thread: { thread: 2 } }],
  ],
  requests: fc.record({ thread: threads }, { requiredKeys: [] }),
  replies: [[Uint8Array.of(0x10, 0xff), '10ff']],
  refuses: ['g;', 'g1'],
});
