/** Specifies protocol/rsp/packets/continue.ts. */
import fc from 'fast-check';
import { continueBare } from '../../../../protocol/rsp/packets/continue.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket, addresses } from './specification.ts';

describePacket('continueBare', continueBare, {
  means: [
    ['c', {}],
    ['c1000', { address: linearAddress(0x1000) }],
  ],
  requests: fc.oneof(fc.constant({}), fc.record({ address: addresses })),
  replies: [[{ kind: 'exited', status: 3 }, 'W03']],
  refuses: ['c1000,2'],
});
