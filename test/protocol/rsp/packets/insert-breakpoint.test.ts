/** Specifies protocol/rsp/packets/insert-breakpoint.ts. */
import fc from 'fast-check';
import { insertBreakpoint } from '../../../../protocol/rsp/packets/insert-breakpoint.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket, addresses, counts } from './specification.ts';

describePacket('insertBreakpoint', insertBreakpoint, {
  means: [
    ['Z0,ffffffff80200000,1', { type: 0, address: linearAddress(0xffffffff80200000n), length: 1 }],
    ['Z2,7000,8', { type: 2, address: linearAddress(0x7000), length: 8 }],
  ],
  requests: fc.record({ type: fc.constantFrom(0, 1, 2, 3, 4), address: addresses, length: counts }),
  replies: [['done', 'OK']],
  refuses: ['Z5,0,1', 'Z0,0', 'Z0,0,1;X3,220027', 'Z'],
});
