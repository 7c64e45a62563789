/** Specifies protocol/rsp/packets/detach-stopped-support.ts. */
import fc from 'fast-check';
import { detachStoppedSupport } from '../../../../protocol/rsp/packets/detach-stopped-support.ts';
import { nothing } from '../../../../protocol/rsp/packet.ts';
import { describePacket } from './specification.ts';

describePacket('detachStoppedSupport', detachStoppedSupport, {
  means: [['qSupportsDetachAndStayStopped:', nothing]],
  requests: fc.constant(nothing),
  replies: [['done', 'OK']],
});
