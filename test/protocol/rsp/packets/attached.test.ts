/** Specifies protocol/rsp/packets/attached.ts. */
import fc from 'fast-check';
import { attached } from '../../../../protocol/rsp/packets/attached.ts';
import { describePacket, counts } from './specification.ts';

describePacket('attached', attached, {
  means: [
    ['qAttached', {}],
    ['qAttached:1', { process: 1 }],
  ],
  requests: fc.oneof(fc.constant({}), fc.record({ process: counts })),
  replies: [
    ['found', '1'],
    ['created', '0'],
  ],
  refuses: ['qAttached:', 'qAttached:1,2'],
});
