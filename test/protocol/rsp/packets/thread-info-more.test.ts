/** Specifies protocol/rsp/packets/thread-info-more.ts. */
import fc from 'fast-check';
import { threadInfoMore } from '../../../../protocol/rsp/packets/thread-info-more.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('threadInfoMore', threadInfoMore, {
  means: [['qsThreadInfo', nothing]],
  requests: fc.constant(nothing),
  replies: [['done', 'l']],
});
