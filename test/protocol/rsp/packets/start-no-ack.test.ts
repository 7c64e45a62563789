/** Specifies protocol/rsp/packets/start-no-ack.ts. */
import fc from 'fast-check';
import { startNoAck } from '../../../../protocol/rsp/packets/start-no-ack.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('startNoAck', startNoAck, {
  means: [['QStartNoAckMode', nothing]],
  requests: fc.constant(nothing),
  replies: [['done', 'OK']],
});
