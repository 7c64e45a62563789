/** Specifies protocol/rsp/packets/current-thread.ts. */
import fc from 'fast-check';
import { currentThread } from '../../../../protocol/rsp/packets/current-thread.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('currentThread', currentThread, {
  means: [['qC', nothing]],
  requests: fc.constant(nothing),
  replies: [[{ process: 1, thread: 2 }, 'QCp1.2']],
});
