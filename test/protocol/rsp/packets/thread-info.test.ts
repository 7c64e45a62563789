/** Specifies protocol/rsp/packets/thread-info.ts. */
import fc from 'fast-check';
import { threadInfo } from '../../../../protocol/rsp/packets/thread-info.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('threadInfo', threadInfo, {
  means: [['qfThreadInfo', nothing]],
  requests: fc.constant(nothing),
  replies: [
    [
      [
        { process: 1, thread: 1 },
        { process: 1, thread: 17 },
      ],
      'mp1.1,p1.11',
    ],
  ],
});
