/** Specifies protocol/rsp/packets/step.ts. */
import fc from 'fast-check';
import { stepBare } from '../../../../protocol/rsp/packets/step.ts';
import { linearAddress } from '../../../../src/foundation/addresses.ts';
import { describePacket, addresses } from './specification.ts';

describePacket('stepBare', stepBare, {
  means: [
    ['s', {}],
    ['s1000', { address: linearAddress(0x1000) }],
  ],
  requests: fc.oneof(fc.constant({}), fc.record({ address: addresses })),
  replies: [[{ kind: 'exited', status: 3 }, 'W03']],
  refuses: ['s1000,2'],
});
