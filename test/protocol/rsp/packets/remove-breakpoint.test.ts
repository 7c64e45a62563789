/** Specifies protocol/rsp/packets/remove-breakpoint.ts. */
import fc from 'fast-check';
import { removeBreakpoint } from '../../../../protocol/rsp/packets/remove-breakpoint.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket, addresses, counts } from './specification.ts';

describePacket('removeBreakpoint', removeBreakpoint, {
  means: [
    ['z0,ffffffff80200000,1', { type: 0, address: linearAddress(0xffffffff80200000n), length: 1 }],
    ['z2,7000,8', { type: 2, address: linearAddress(0x7000), length: 8 }],
  ],
  requests: fc.record({ type: fc.constantFrom(0, 1, 2, 3, 4), address: addresses, length: counts }),
  replies: [['done', 'OK']],
  refuses: ['z5,0,1', 'z0,0', 'z0,0,1;X3,220027', 'z'],
});
