/** Specifies protocol/rsp/packets/must-reply-empty.ts. */
import fc from 'fast-check';
import { mustReplyEmpty } from '../../../../protocol/rsp/packets/must-reply-empty.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('mustReplyEmpty', mustReplyEmpty, {
  means: [['vMustReplyEmpty', nothing]],
  requests: fc.constant(nothing),
  replies: [['done', '']],
});
