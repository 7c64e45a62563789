/** Specifies protocol/rsp/packets/watchpoint-support.ts. */
import fc from 'fast-check';
import { watchpointSupport } from '../../../../protocol/rsp/packets/watchpoint-support.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('watchpointSupport', watchpointSupport, {
  means: [['qWatchpointSupportInfo:', nothing]],
  requests: fc.constant(nothing),
  replies: [[64, 'num:64;']],
});
