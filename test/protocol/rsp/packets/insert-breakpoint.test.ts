/** Specifies protocol/rsp/packets/insert-breakpoint.ts. */
import fc from 'fast-check';
import { insertBreakpoint } from '../../../../protocol/rsp/packets/insert-breakpoint.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket, addresses, counts } from './specification.ts';

const expressions = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 3 });

describePacket('insertBreakpoint', insertBreakpoint, {
  means: [
    ['Z0,ffffffff80200000,1', { type: 0, address: linearAddress(0xffffffff80200000n), length: 1 }],
    [
      'Z0,1000,1;X3,220127X2,2227;cmds:1,X1,27',
      {
        type: 0,
        address: linearAddress(0x1000),
        length: 1,
        conditions: [Uint8Array.of(0x22, 1, 0x27), Uint8Array.of(0x22, 0x27)],
        commands: [Uint8Array.of(0x27)],
      },
    ],
    [
      'Z1,1000,1;cmds:0,X1,27',
      { type: 1, address: linearAddress(0x1000), length: 1, commands: [Uint8Array.of(0x27)] },
    ],
    ['Z2,7000,8', { type: 2, address: linearAddress(0x7000), length: 8 }],
  ],
  requests: fc.record(
    {
      type: fc.constantFrom(0, 1, 2, 3, 4),
      address: addresses,
      length: counts,
      conditions: expressions,
      commands: expressions,
    },
    { requiredKeys: ['type', 'address', 'length'] },
  ),
  replies: [['done', 'OK']],
  refuses: ['Z5,0,1', 'Z0,0', 'Z0,0,1;X4,220027', 'Z0,0,1;Y', 'Z0,0,1;cmds:', 'Z'],
});
