/** Specifies protocol/rsp/packets/stop-reason.ts. */
import fc from 'fast-check';
import { stopReason } from '../../../../protocol/rsp/packets/stop-reason.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('stopReason', stopReason, {
  means: [['?', nothing]],
  requests: fc.constant(nothing),
  replies: [[{ kind: 'exited', status: 3 }, 'W03']],
});
