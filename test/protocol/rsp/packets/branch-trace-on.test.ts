/** Specifies protocol/rsp/packets/branch-trace-on.ts. */
import fc from 'fast-check';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { branchTraceOn } from '../../../../protocol/rsp/packets/branch-trace-on.ts';
import { describePacket } from './specification.ts';

describePacket('branchTraceOn', branchTraceOn, {
  means: [['Qbtrace:bts', nothing]],
  requests: fc.constant(nothing),
  replies: [['done', 'OK']],
});
