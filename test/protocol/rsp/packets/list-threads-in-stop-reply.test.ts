/** Specifies protocol/rsp/packets/list-threads-in-stop-reply.ts. */
import fc from 'fast-check';
import { listThreadsInStopReply } from '../../../../protocol/rsp/packets/list-threads-in-stop-reply.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('listThreadsInStopReply', listThreadsInStopReply, {
  means: [['QListThreadsInStopReply', nothing]],
  requests: fc.constant(nothing),
  replies: [['done', 'OK']],
});
