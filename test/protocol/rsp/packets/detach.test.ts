/** Specifies protocol/rsp/packets/detach.ts. */
import fc from 'fast-check';
import { detach } from '../../../../protocol/rsp/packets/detach.ts';
import { describePacket, counts } from './specification.ts';

describePacket('detach', detach, {
  means: [
    ['D', {}],
    ['D;1', { process: 1 }],
  ],
  requests: fc.oneof(fc.constant({}), fc.record({ process: counts })),
  replies: [['done', 'OK']],
  refuses: ['D;', 'D;1,2'],
});
