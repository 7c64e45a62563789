/** Specifies protocol/rsp/packets/branch-trace-off.ts. */
import fc from 'fast-check';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { branchTraceOff } from '../../../../protocol/rsp/packets/branch-trace-off.ts';
import { describePacket } from './specification.ts';

describePacket('branchTraceOff', branchTraceOff, {
  means: [['Qbtrace:off', nothing]],
  requests: fc.constant(nothing),
  replies: [['done', 'OK']],
});
